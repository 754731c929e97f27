package dev.sluice.dist.jar;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.util.List;

/** The choice of a switch over types as {@link java.lang.runtime.SwitchBootstraps} makes it. */
final class TypeSwitch {
    private TypeSwitch() {}

    /**
     * Returns the index of the first type that the object in slot 0 is of, beginning with the index in slot 1; -1 for null, and the
     * number of types if it is of none.
     */
    static void choice(CodeBuilder code, List<ClassDesc> types) {
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
}
