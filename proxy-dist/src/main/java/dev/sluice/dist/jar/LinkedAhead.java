package dev.sluice.dist.jar;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes out what the compiler leaves to be made at run time: the {@code equals} and {@code hashCode} of records and the choice of a
 * switch over types. The virtual machine cannot keep these in its cache of classes (it keeps lambdas and joined strings), so each costs
 * every start some time, and the first of them two hundred classes that make classes.
 *
 * <p>It saves 5 % of a start (docs/decisions/0011 has the figures). Delete it when the JDK's cache keeps what {@code ObjectMethods} and
 * {@code SwitchBootstraps} make, or when it saves less than 20 ms.
 */
final class LinkedAhead {
    private static final String RECORDS = "java/lang/runtime/ObjectMethods";
    private static final String SWITCHES = "java/lang/runtime/SwitchBootstraps";

    /** A method in the place of a call. */
    private record Made(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {}

    /** Equal calls share a method. */
    private record Call(String name, MethodTypeDesc type, List<ConstantDesc> arguments) {}

    private final ClassModel model;
    private final ClassDesc self;
    private final Map<Call, Made> made = new LinkedHashMap<>();

    private LinkedAhead(ClassModel model) {
        this.model = model;
        self = model.thisClass().asSymbol();
    }

    /**
     * The class with methods of its own in the place of such calls.
     *
     * @param others knows the classes that it names
     */
    static byte[] apply(byte[] content, ClassHierarchyResolver others) {
        ClassFile classes = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(others));
        return new LinkedAhead(classes.parse(content)).transform(classes);
    }

    private byte[] transform(ClassFile classes) {
        return classes.transformClass(
                model,
                ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(() -> this::replace))
                        .andThen(ClassTransform.endHandler(this::add)));
    }

    private void replace(CodeBuilder code, CodeElement element) {
        Optional<Made> method = element instanceof InvokeDynamicInstruction call ? method(call) : Optional.empty();
        if (method.isPresent()) {
            boolean inInterface = model.flags().has(AccessFlag.INTERFACE);
            code.invokestatic(self, method.get().name, method.get().type, inInterface);
        } else {
            code.with(element);
        }
    }

    /** Empty for a call that is to stay as it is. */
    private Optional<Made> method(InvokeDynamicInstruction dynamic) {
        Call call = new Call(dynamic.name().stringValue(), dynamic.typeSymbol(), dynamic.bootstrapArgs());
        String maker = dynamic.invokedynamic()
                .bootstrap()
                .bootstrapMethod()
                .reference()
                .owner()
                .asInternalName();
        return body(maker, call)
                .map(body -> made.computeIfAbsent(call, key -> new Made("linked$" + made.size(), key.type, body)));
    }

    private Optional<Consumer<CodeBuilder>> body(String maker, Call call) {
        if (maker.equals(RECORDS) && call.name.equals("hashCode")) {
            return Optional.of(new RecordMethods(self, fields(call.arguments))::hashCode);
        }
        if (maker.equals(RECORDS) && call.name.equals("equals")) {
            return Optional.of(new RecordMethods(self, fields(call.arguments))::equality);
        }
        boolean overTypes = call.arguments.stream().allMatch(ClassDesc.class::isInstance);
        if (maker.equals(SWITCHES) && call.name.equals("typeSwitch") && overTypes) {
            List<ClassDesc> types =
                    call.arguments.stream().map(ClassDesc.class::cast).toList();
            return Optional.of(code -> TypeSwitch.choice(code, types));
        }
        return Optional.empty();
    }

    /** After the record's class and its names come the handles that read its fields. */
    private static List<DirectMethodHandleDesc> fields(List<ConstantDesc> arguments) {
        return arguments.subList(2, arguments.size()).stream()
                .map(DirectMethodHandleDesc.class::cast)
                .toList();
    }

    private void add(ClassBuilder builder) {
        int flags = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;
        for (Made method : List.copyOf(made.values())) {
            builder.withMethodBody(method.name, method.type, flags, method.body);
        }
    }
}
