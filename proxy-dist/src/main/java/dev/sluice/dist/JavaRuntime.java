package dev.sluice.dist;

import dev.sluice.dist.components.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** The Java runtime of a distribution: the modules of a JDK that the program needs, linked by jlink. */
final class JavaRuntime {
    /** The file in the runtime that says what it was linked from. */
    static final String MARK = "linked-from";

    private JavaRuntime() {}

    /** Links the running JDK's modules into a folder, unless the runtime there is the same. */
    static void link(Path runtime, String modules, Jdk jdk) throws IOException {
        Path mark = runtime.resolve(MARK);
        String wanted = origin(jdk, modules);
        if (Files.exists(mark) && Files.readString(mark).equals(wanted)) {
            return;
        }
        Folders.delete(runtime);
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IOException("the JDK " + jdk.home() + " has no jlink"));
        int result = jlink.run(System.out, System.err, options(runtime, modules).toArray(String[]::new));
        if (result != 0) {
            throw new IOException("jlink failed with " + result);
        }
        SecurityProperties.shorten(runtime.resolve("conf/security/java.security"));
        Files.writeString(mark, wanted);
    }

    private static List<String> options(Path runtime, String modules) {
        List<String> options = new ArrayList<>(List.of("--add-modules", modules, "--output", runtime.toString()));
        options.addAll(List.of("--strip-debug", "--no-header-files", "--no-man-pages", "--compress", "zip-0"));
        return options;
    }

    private static String origin(Jdk jdk, String modules) {
        return jdk.vendor() + " " + jdk.version() + " " + System.getProperty("os.arch") + "\n" + modules
                + "\nuncompressed\n" + SecurityProperties.OURS;
    }
}
