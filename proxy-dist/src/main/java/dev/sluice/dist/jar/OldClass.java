package dev.sluice.dist.jar;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;

/** A class in the format of Java 5 or older, which the virtual machine keeps out of its cache: raised to that of Java 8. */
final class OldClass {
    private static final int JAVA_6 = 50;
    private static final int MAJOR_VERSION_AT = 6;

    private OldClass() {}

    static boolean is(byte[] content) {
        return content.length > MAJOR_VERSION_AT + 1 && majorVersion(content) < JAVA_6;
    }

    private static int majorVersion(byte[] content) {
        return ((content[MAJOR_VERSION_AT] & 0xff) << 8) | (content[MAJOR_VERSION_AT + 1] & 0xff);
    }

    /**
     * The class for Java 8, with the stack maps for the verifier that came with Java 6.
     *
     * @param others knows the classes that it names
     */
    static byte[] raised(byte[] content, ClassHierarchyResolver others) {
        ClassFile classes = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(others), ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
        return classes.transformClass(
                classes.parse(content),
                // method bodies that are not taken apart would be copied without stack maps
                ClassTransform.transformingMethodBodies((builder, element) -> builder.with(element))
                        .andThen(ClassTransform.endHandler(
                                builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0))));
    }
}
