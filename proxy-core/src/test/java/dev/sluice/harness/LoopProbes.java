package dev.sluice.harness;

import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which methods may block, and the code that says so when one is called: it hands the method's name to the {@link Consumer} that stands
 * among the system's properties, which is the one place that the JDK's own classes and ours both see.
 */
final class LoopProbes {
    /** The property that holds the consumer. */
    static final String CONSUMER = "dev.sluice.harness.LoopGate";

    /** An empty list is for all methods of a class. */
    private static final Map<String, Set<String>> BLOCKING = Map.ofEntries(
            Map.entry("java/lang/Thread", Set.of("sleep", "join")),
            Map.entry("java/lang/Object", Set.of("wait")),
            Map.entry("java/lang/ProcessBuilder", Set.of("start")),
            Map.entry("java/util/concurrent/locks/LockSupport", Set.of("park", "parkNanos", "parkUntil")),
            Map.entry("java/util/concurrent/locks/ReentrantLock", Set.of("lock", "lockInterruptibly")),
            Map.entry("java/io/FileInputStream", Set.of("open", "read")),
            Map.entry("java/io/FileOutputStream", Set.of("open", "write")),
            Map.entry("java/io/RandomAccessFile", Set.of("open", "read", "write", "length", "seek")),
            Map.entry(
                    "java/io/UnixFileSystem",
                    Set.of(
                            "canonicalize",
                            "getBooleanAttributes",
                            "hasBooleanAttributes",
                            "checkAccess",
                            "getLength",
                            "getLastModifiedTime",
                            "delete",
                            "list",
                            "createDirectory",
                            "createFileExclusively",
                            "rename")),
            Map.entry(
                    "sun/nio/ch/FileChannelImpl",
                    Set.of("read", "write", "force", "size", "lock", "tryLock", "transferTo", "transferFrom", "map")),
            Map.entry(
                    "sun/nio/fs/UnixNativeDispatcher",
                    Set.of(
                            "open",
                            "openat",
                            "link",
                            "unlink",
                            "rename",
                            "mkdir",
                            "rmdir",
                            "readlink",
                            "realpath",
                            "symlink",
                            "stat",
                            "stat2",
                            "lstat",
                            "access",
                            "opendir",
                            "readdir",
                            "chmod",
                            "statvfs")),
            Map.entry("sun/nio/ch/NioSocketImpl", Set.of("connect", "accept", "implRead", "implWrite")),
            Map.entry("java/net/InetAddress$PlatformResolver", Set.of("lookupByName", "lookupByAddress")),
            Map.entry("java/net/NetworkInterface", Set.of("getNetworkInterfaces", "networkInterfaces", "getByName")));

    private static final ClassDesc FUNCTION = Consumer.class.describeConstable().orElseThrow();
    private static final ClassDesc PROPERTIES =
            Properties.class.describeConstable().orElseThrow();

    private LoopProbes() {}

    /** The JDK's classes that have probes, by their internal names. */
    static Set<String> classes() {
        return BLOCKING.keySet();
    }

    /** Puts a probe at the beginning of each of a JDK class's methods that may block. */
    static ClassTransform ofBlocking(String className) {
        Set<String> methods = BLOCKING.getOrDefault(className, Set.of());
        return ClassTransform.transformingMethodBodies(
                method -> methods.contains(method.methodName().stringValue()), probe(className.replace('/', '.')));
    }

    private static CodeTransform probe(String label) {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                say(code, label);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }

    /** Puts a probe wherever one of our own classes takes a monitor. */
    static ClassTransform ofMonitors(ClassModel type) {
        String name = type.thisClass().asInternalName().replace('/', '.');
        CodeTransform blocks = (code, element) -> {
            if (element instanceof MonitorInstruction monitor && monitor.opcode() == Opcode.MONITORENTER) {
                say(code, "monitor in " + name);
            }
            code.with(element);
        };
        CodeTransform method = probe("monitor of " + name).andThen(blocks);
        return (builder, element) -> {
            if (element instanceof MethodModel model) {
                builder.transformMethod(
                        model, MethodTransform.transformingCode(isSynchronized(model) ? method : blocks));
            } else {
                builder.with(element);
            }
        };
    }

    private static boolean isSynchronized(MethodModel method) {
        return method.flags().has(AccessFlag.SYNCHRONIZED);
    }

    /** Whether a class takes a monitor anywhere. */
    static boolean hasMonitors(ClassModel type) {
        return type.methods().stream()
                .anyMatch(method -> isSynchronized(method)
                        || method.code().stream()
                                .flatMap(code -> code.elementStream())
                                .anyMatch(MonitorInstruction.class::isInstance));
    }

    private static void say(CodeBuilder code, String label) {
        code.invokestatic(
                        System.class.describeConstable().orElseThrow(), "getProperties", MethodTypeDesc.of(PROPERTIES))
                .ldc(CONSUMER)
                .invokevirtual(PROPERTIES, "get", MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                .checkcast(FUNCTION)
                .ldc(label)
                .invokeinterface(
                        FUNCTION, "accept", MethodTypeDesc.of(ConstantDescs.CD_void, List.of(ConstantDescs.CD_Object)));
    }
}
