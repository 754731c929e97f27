package dev.sluice.dist.jar;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * The bodies of a record's methods as {@link java.lang.runtime.ObjectMethods} makes them.
 *
 * @param self the record's class
 * @param fields what reads its fields
 */
record RecordMethods(ClassDesc self, List<DirectMethodHandleDesc> fields) {
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final MethodTypeDesc EQUALS =
            MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object);

    /** Of the record in slot 0. */
    void hashCode(CodeBuilder code) {
        code.iconst_0();
        for (DirectMethodHandleDesc field : fields) {
            code.bipush(31).imul();
            load(code, 0, field);
            ClassDesc type = type(field);
            ClassDesc value = type.isPrimitive() ? type : ConstantDescs.CD_Object;
            ClassDesc owner = type.isPrimitive() ? box(type) : OBJECTS;
            code.invokestatic(owner, "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, value))
                    .iadd();
        }
        code.ireturn();
    }

    /** Whether the record in slot 0 equals the object in slot 1. */
    void equality(CodeBuilder code) {
        Label other = code.newLabel();
        Label differs = code.newLabel();
        code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
        code.aload(1).instanceOf(self).ifeq(differs).aload(1).checkcast(self).astore(2);
        for (DirectMethodHandleDesc field : fields) {
            load(code, 0, field);
            load(code, 2, field);
            compare(code, type(field), differs);
        }
        code.iconst_1().ireturn().labelBinding(differs).iconst_0().ireturn();
    }

    private static void compare(CodeBuilder code, ClassDesc type, Label differs) {
        switch (type.descriptorString()) {
            case "Z", "B", "S", "C", "I" -> code.if_icmpne(differs);
            case "J" -> code.lcmp().ifne(differs);
            case "F", "D" ->
                code.invokestatic(box(type), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type))
                        .ifne(differs);
            default -> code.invokestatic(OBJECTS, "equals", EQUALS).ifeq(differs);
        }
    }

    private void load(CodeBuilder code, int slot, DirectMethodHandleDesc field) {
        code.aload(slot).getfield(self, field.methodName(), type(field));
    }

    private static ClassDesc type(DirectMethodHandleDesc field) {
        return field.invocationType().returnType();
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
}
