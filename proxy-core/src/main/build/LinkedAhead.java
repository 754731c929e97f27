import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes out what the compiler leaves to be made at run time: the {@code equals} and {@code hashCode} of records and the choice of a
 * switch over types. The virtual machine cannot keep these in its cache of classes (it keeps lambdas and joined strings), so each
 * costs every start some milliseconds, and the first of them two hundred classes that make classes.
 */
final class LinkedAhead {
    private static final String RECORDS = "java/lang/runtime/ObjectMethods";
    private static final String SWITCHES = "java/lang/runtime/SwitchBootstraps";
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");

    private record Made(String name, MethodTypeDesc type, Consumer<CodeBuilder> body) {}

    private final ClassModel model;
    private final ClassDesc self;
    private final Map<Object, Made> made = new LinkedHashMap<>();

    private LinkedAhead(ClassModel model) {
        this.model = model;
        self = model.thisClass().asSymbol();
    }

    /** The class with its own methods in the place of such calls. */
    static byte[] apply(byte[] content) {
        ClassFile classes = ClassFile.of();
        return new LinkedAhead(classes.parse(content)).transform(classes);
    }

    private byte[] transform(ClassFile classes) {
        return classes.transformClass(
                model, ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(() -> this::replace)).andThen(ClassTransform.endHandler(this::add)));
    }

    private void replace(CodeBuilder code, CodeElement element) {
        Made method = element instanceof InvokeDynamicInstruction call ? method(call) : null;
        if (method == null) {
            code.with(element);
        } else {
            code.invokestatic(self, method.name, method.type, isInterface());
        }
    }

    private boolean isInterface() {
        return model.flags().has(AccessFlag.INTERFACE);
    }

    /** Null for a call that is to stay as it is. */
    private Made method(InvokeDynamicInstruction call) {
        Consumer<CodeBuilder> body = body(call);
        return body == null
                ? null
                : made.computeIfAbsent(
                        List.of(call.name().stringValue(), call.typeSymbol(), call.bootstrapArgs()),
                        key -> new Made("linked$" + made.size(), call.typeSymbol(), body));
    }

    private Consumer<CodeBuilder> body(InvokeDynamicInstruction call) {
        String maker = call.invokedynamic().bootstrap().bootstrapMethod().reference().owner().asInternalName();
        String name = call.name().stringValue();
        List<ConstantDesc> arguments = call.bootstrapArgs();
        if (maker.equals(RECORDS) && name.equals("hashCode")) {
            return code -> hashCode(code, fields(arguments));
        }
        if (maker.equals(RECORDS) && name.equals("equals")) {
            return code -> equality(code, fields(arguments));
        }
        if (maker.equals(SWITCHES) && name.equals("typeSwitch") && arguments.stream().allMatch(ClassDesc.class::isInstance)) {
            return code -> choice(code, arguments.stream().map(ClassDesc.class::cast).toList());
        }
        return null;
    }

    /** After the record's class and its names come the handles that read its fields. */
    private static List<DirectMethodHandleDesc> fields(List<ConstantDesc> arguments) {
        return arguments.subList(2, arguments.size()).stream()
                .map(DirectMethodHandleDesc.class::cast)
                .toList();
    }

    private static ClassDesc type(DirectMethodHandleDesc field) {
        return field.invocationType().returnType();
    }

    private void load(CodeBuilder code, int of, DirectMethodHandleDesc field) {
        code.aload(of).getfield(self, field.methodName(), type(field));
    }

    private void hashCode(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        code.iconst_0();
        for (DirectMethodHandleDesc field : fields) {
            code.bipush(31).imul();
            load(code, 0, field);
            ClassDesc type = type(field);
            ClassDesc value = type.isPrimitive() ? type : ConstantDescs.CD_Object;
            ClassDesc owner = type.isPrimitive() ? box(type) : OBJECTS;
            code.invokestatic(owner, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, value)).iadd();
        }
        code.ireturn();
    }

    private static ClassDesc box(ClassDesc primitive) {
        return switch (primitive.descriptorString()) {
            case "Z" -> ConstantDescs.CD_Boolean;
            case "B" -> ConstantDescs.CD_Byte;
            case "S" -> ConstantDescs.CD_Short;
            case "C" -> ConstantDescs.CD_Character;
            case "I" -> ConstantDescs.CD_Integer;
            case "J" -> ConstantDescs.CD_Long;
            case "F" -> ConstantDescs.CD_Float;
            default -> ConstantDescs.CD_Double;
        };
    }

    private void equality(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        Label other = code.newLabel();
        Label differs = code.newLabel();
        code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
        code.aload(1).instanceOf(self).ifeq(differs).aload(1).checkcast(self).astore(2);
        for (DirectMethodHandleDesc field : fields) {
            load(code, 0, field);
            load(code, 2, field);
            ClassDesc type = type(field);
            switch (type.descriptorString()) {
                case "Z", "B", "S", "C", "I" -> code.if_icmpne(differs);
                case "J" -> code.lcmp().ifne(differs);
                case "F", "D" ->
                    code.invokestatic(box(type), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type))
                            .ifne(differs);
                default ->
                    code.invokestatic(
                                    OBJECTS,
                                    "equals",
                                    MethodTypeDesc.of(
                                            ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                            .ifeq(differs);
            }
        }
        code.iconst_1().ireturn().labelBinding(differs).iconst_0().ireturn();
    }

    /** The number of the first type from the one in the second argument on that the first argument is of; -1 for null. */
    private static void choice(CodeBuilder code, List<ClassDesc> types) {
        Label there = code.newLabel();
        code.aload(0).ifnonnull(there).iconst_m1().ireturn().labelBinding(there);
        for (int i = 0; i < types.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0).instanceOf(types.get(i)).ifeq(next);
            code.loadConstant(i).ireturn().labelBinding(next);
        }
        code.loadConstant(types.size()).ireturn();
    }

    private void add(ClassBuilder builder) {
        for (Made method : List.copyOf(made.values())) {
            builder.withMethodBody(
                    method.name,
                    method.type,
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                    method.body);
        }
    }
}
