package dev.sluice.dist.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LinkedAheadTest {
    private static final List<Class<?>> SAMPLES = List.of(
            Samples.class,
            Samples.Empty.class,
            Samples.Primitives.class,
            Samples.References.class,
            Samples.Own.class,
            Samples.Shape.class,
            Samples.Shape.Circle.class,
            Samples.Shape.Square.class,
            Samples.Shape.Nothing.class);

    @Test
    void recordsAndSwitchesDoWhatTheyDoAsTheCompilerLeavesThem() throws Exception {
        ClassLoader loader = new Jars.Loader(rewritten());
        Class<?> samples = loader.loadClass(Samples.class.getName());
        Object rewritten = samples.getDeclaredConstructor().newInstance();

        assertThat(samples).isNotEqualTo(Samples.class);
        assertThat(seen(rewritten)).isEqualTo(new Samples().get()).hasSizeGreaterThan(400);
    }

    @Test
    void noRecordAndNoSwitchOverTypesIsLeftToBeLinkedAtRunTime() throws Exception {
        assertThat(linkedAtRunTime(Jars.classFile(Samples.Primitives.class)))
                .containsExactlyInAnyOrder("equals", "hashCode", "toString");

        for (byte[] content : rewritten().values()) {
            assertThat(linkedAtRunTime(content)).doesNotContain("equals", "hashCode", "typeSwitch");
        }
    }

    private static Map<String, byte[]> rewritten() throws Exception {
        Map<String, byte[]> rewritten = new LinkedHashMap<>();
        for (Class<?> sample : SAMPLES) {
            rewritten.put(sample.getName(), LinkedAhead.apply(Jars.classFile(sample), Jars.CLASSES));
        }
        return rewritten;
    }

    @SuppressWarnings("unchecked") // what the samples return
    private static List<Object> seen(Object samples) {
        return ((Supplier<List<Object>>) samples).get();
    }

    private static List<String> linkedAtRunTime(byte[] content) {
        return ClassFile.of().parse(content).methods().stream()
                .flatMap(method -> method.code().stream())
                .flatMap(code -> code.elementStream())
                .filter(InvokeDynamicInstruction.class::isInstance)
                .map(element -> ((InvokeDynamicInstruction) element).name().stringValue())
                .toList();
    }
}
