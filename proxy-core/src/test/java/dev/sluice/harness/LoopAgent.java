package dev.sluice.harness;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** Puts the probes of {@link LoopProbes} into the JDK of this process, and into our own classes as they are loaded. */
public final class LoopAgent implements ClassFileTransformer {
    private static final String OURS = "dev/sluice/";
    private static final String PLANTED = "dev/sluice/harness/Planted";

    private LoopAgent() {}

    /** Loads it into the process that calls this: an agent is a jar, this one nothing but a manifest. */
    static void load() {
        try {
            Path jar = Files.createTempFile("loop-agent", ".jar");
            try (OutputStream out = Files.newOutputStream(jar)) {
                new JarOutputStream(out, manifest()).close();
            }
            VirtualMachine self =
                    VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
            self.loadAgent(jar.toString());
            self.detach();
            Files.delete(jar);
        } catch (IOException | AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IllegalStateException(
                    "the gate of event loops cannot be put into this process: start the tests with"
                            + " -Djdk.attach.allowAttachSelf=true -XX:+EnableDynamicAgentLoading",
                    e);
        }
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Agent-Class"), LoopAgent.class.getName());
        manifest.getMainAttributes().put(new Attributes.Name("Can-Retransform-Classes"), "true");
        return manifest;
    }

    /** For the virtual machine. */
    public static void agentmain(String argument, Instrumentation machine) throws UnmodifiableClassException {
        machine.addTransformer(new LoopAgent(), true);
        List<Class<?>> probed = new ArrayList<>();
        for (String name : LoopProbes.classes()) {
            try {
                probed.add(Class.forName(name.replace('/', '.'), false, null));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("this JDK has no class " + name, e);
            }
        }
        machine.retransformClasses(probed.toArray(Class<?>[]::new));
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        if (name == null) {
            return null;
        }
        ClassFile file = ClassFile.of();
        if (LoopProbes.classes().contains(name)) {
            return file.transformClass(file.parse(bytes), LoopProbes.ofBlocking(name));
        }
        if (name.startsWith(OURS) && (name.startsWith(PLANTED) || !LoopGate.isOfTests(domain))) {
            ClassModel type = file.parse(bytes);
            return LoopProbes.hasMonitors(type) ? file.transformClass(type, LoopProbes.ofMonitors(type)) : null;
        }
        return null;
    }
}
