package dev.sluice.dist.jar;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/**
 * The answer to Netty, which asks at each start whether there is a flight recorder. The runtime is linked without its module, so Java
 * would open every jar to look for the class, and keep their tables of contents in memory.
 */
final class NoFlightRecorder {
    /** The class that asks. */
    static final String ASKED_BY = "io/netty/util/internal/PlatformDependent.class";

    static final String NAME = "jdk/jfr/FlightRecorder.class";

    private NoFlightRecorder() {}

    /** A class of that name that says that there is none. */
    static byte[] content() {
        return ClassFile.of()
                .build(
                        ClassDesc.of("jdk.jfr.FlightRecorder"),
                        type -> type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
                                .withMethodBody(
                                        "isAvailable",
                                        MethodTypeDesc.of(ConstantDescs.CD_boolean),
                                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                        code -> code.iconst_0().ireturn()));
    }
}
