package dev.sluice.dist.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command {@code sluice run} as {@code bin/sluice} and the image's launcher make it, without their cache.
 *
 * @param home the distribution
 * @param loader what starts the runtime's {@code java}; empty if the system here can
 */
record JavaCommand(Path home, List<String> loader) {
    JavaCommand {
        loader = List.copyOf(loader);
    }

    /** The option for a run that writes down which classes it loads. */
    static List<String> record(Path seen) {
        return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + seen);
    }

    /**
     * The options to make the cache from that, in a process that runs nothing else. In one step ({@code -XX:AOTCacheOutput}) the virtual
     * machine would start this process on its own, without the loader.
     */
    static List<String> create(Path seen, Path cache) {
        return List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + seen, "-XX:AOTCache=" + cache);
    }

    List<String> line(List<String> options) {
        List<String> line = new ArrayList<>(loader);
        line.add(home.resolve("runtime/bin/java").toString());
        line.add("@" + home.resolve("lib/jvm.options"));
        line.addAll(options);
        line.add("-Djava.library.path=" + home.resolve("lib/native"));
        line.addAll(List.of("-jar", home.resolve("lib/sluice.jar").toString(), "run"));
        return line;
    }

    Process start(List<String> options, Path configuration, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(line(options)).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(JDK_|_)?JAVA_(TOOL_)?OPTIONS|SLUICE_.*"));
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "SLUICE_CONFIG", configuration.toString()));
        return builder.start();
    }
}
