package dev.sluice.dist.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OldClassTest {
    private static final String NAME = "old.Sign";

    @Test
    void classesOfJava5AndOlderAreOld() throws Exception {
        assertThat(OldClass.is(sign(ClassFile.JAVA_5_VERSION))).isTrue();
        assertThat(OldClass.is(sign(ClassFile.JAVA_6_VERSION))).isFalse();
        assertThat(OldClass.is(Jars.classFile(OldClassTest.class))).isFalse();
        assertThat(OldClass.is(new byte[7])).isFalse();
    }

    @Test
    void aRaisedClassIsOfJava8AndPassesTheVerifierWithItsBranches() throws Exception {
        byte[] raised = OldClass.raised(sign(ClassFile.JAVA_5_VERSION), Jars.CLASSES);

        assertThat(ClassFile.of().parse(raised).majorVersion()).isEqualTo(ClassFile.JAVA_8_VERSION);
        Class<?> loaded = new Jars.Loader(Map.of(NAME, raised)).loadClass(NAME);
        assertThat(loaded.getMethod("of", int.class).invoke(null, -5)).isEqualTo("minus");
        assertThat(loaded.getMethod("of", int.class).invoke(null, 5)).isEqualTo("plus");
    }

    /** A class with a branch, which needs a stack map from Java 7 on, and has none here. */
    private static byte[] sign(int version) {
        ClassFile classes = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);
        return classes.build(
                ClassDesc.of(NAME),
                type -> type.withVersion(version, 0)
                        .withFlags(ClassFile.ACC_PUBLIC)
                        .withMethodBody(
                                "of",
                                MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_int),
                                ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                code -> {
                                    Label minus = code.newLabel();
                                    code.iload(0)
                                            .iflt(minus)
                                            .loadConstant("plus")
                                            .areturn();
                                    code.labelBinding(minus)
                                            .loadConstant("minus")
                                            .areturn();
                                }));
    }
}
