package dev.sluice.dist;

import dev.sluice.dist.components.ComponentList;
import dev.sluice.dist.components.Jdk;
import dev.sluice.dist.parts.NewerJdk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * Lays out the distribution: {@code bin} and the options of the Java virtual machine (copied), {@code lib} (the program's jar and what
 * it needs at run time on this kind of machine), {@code runtime} (a Java runtime with only the modules that it needs), a cache of loaded
 * classes for a quick start, and {@code share} (the list of components). Maven runs it on the JDK that the toolchain chose.
 *
 * <p>Whatever is up to date stays: linking the runtime and making the cache take longest, so each happens only if something changed
 * that it is made from.
 */
public final class Distribution {
    private static final String USAGE = "SOURCE TARGET PROGRAM_JAR MODULES NEWEST_JDK CLASS_PATH";

    private Distribution() {}

    /** Makes the distribution that {@link #USAGE} describes: modules are separated by commas, the rest is as in {@code java -cp}. */
    public static void main(String[] args) throws IOException, InterruptedException, GeneralSecurityException {
        if (args.length != 6) {
            throw new IllegalArgumentException("expected " + USAGE + ", got " + args.length + " arguments");
        }
        Path source = Path.of(args[0]);
        Path target = Path.of(args[1]);
        Jdk jdk = Jdk.at(Path.of(System.getProperty("java.home")));
        ClassPath classPath = new ClassPath(Path.of(args[2]), List.of(args[5].split(File.pathSeparator)));

        Layout.copyScripts(source, target);
        Layout.copyJars(source, target, classPath);
        JavaRuntime.link(target.resolve("runtime"), args[3], jdk);
        ClassCache.make(target, jdk);
        ComponentList.write(target, classPath.jars(), jdk);

        // for an image: whose runtime this is, and what its list of components is made from
        Files.writeString(target.resolveSibling("sluice-linked-by"), jdk.home() + "\n");
        Files.writeString(target.resolveSibling("sluice-class-path"), classPath.text());
        NewerJdk.warning(jdk.version(), NewerJdk.known(args[4])).ifPresent(System.err::println);
    }
}
