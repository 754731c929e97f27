package dev.sluice.acme;

import dev.sluice.base.files.BoundedFile;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this machine can see by itself of why a name cannot be proved: advice for people, nothing depends on it. Blocks. */
final class Preflight {
    private static final int MAX_MOUNTS = 4 << 20;

    private Preflight() {}

    /** What is strange about where a name leads, in a clause; empty where nothing is, or nothing can be known. */
    static String addresses(String name) {
        List<InetAddress> found;
        try {
            found = List.of(InetAddress.getAllByName(name.startsWith("*.") ? name.substring(2) : name));
        } catch (UnknownHostException e) {
            return "the name does not resolve on this machine either";
        }
        return judge(found, own());
    }

    /**
     * The same from what is known.
     *
     * @param found where the name leads
     * @param own the addresses of this machine
     */
    static String judge(List<InetAddress> found, List<InetAddress> own) {
        List<InetAddress> six = of(Inet6Address.class, found);
        List<InetAddress> ownSix = reachable(of(Inet6Address.class, own));
        if (!six.isEmpty() && ownSix.isEmpty()) {
            return "the name has an AAAA record (" + text(six)
                    + "), and this machine has no public IPv6 address: CAs try IPv6 first,"
                    + " so remove the record or give this machine IPv6";
        }
        List<InetAddress> four = of(Inet4Address.class, found);
        List<InetAddress> local =
                four.stream().filter(address -> !isPublic(address)).toList();
        if (!local.isEmpty()) {
            return "the name leads to the private address " + text(local)
                    + " as this machine sees it, which no CA can reach";
        }
        List<InetAddress> ownFour = reachable(of(Inet4Address.class, own));
        // behind a router that translates addresses the own one cannot be known
        boolean elsewhere =
                !four.isEmpty() && !ownFour.isEmpty() && four.stream().noneMatch(ownFour::contains);
        return elsewhere ? "the name resolves to " + text(four) + ", and this machine is " + text(ownFour) : "";
    }

    private static List<InetAddress> of(Class<? extends InetAddress> family, List<InetAddress> addresses) {
        return addresses.stream().filter(family::isInstance).toList();
    }

    private static List<InetAddress> reachable(List<InetAddress> addresses) {
        return addresses.stream().filter(Preflight::isPublic).toList();
    }

    private static boolean isPublic(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return PublicNames.signable(zone < 0 ? text : text.substring(0, zone));
    }

    private static String text(List<InetAddress> addresses) {
        return String.join(
                ", ", addresses.stream().map(InetAddress::getHostAddress).toList());
    }

    private static List<InetAddress> own() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    /** Whether a folder is gone when its container is: a sentence, or null where it lasts or nothing is known. */
    static @Nullable String fleeting(Path folder) {
        try {
            String type =
                    fileSystem(BoundedFile.lines(Path.of("/proc/self/mountinfo"), MAX_MOUNTS), folder.toRealPath());
            return type.equals("overlay") || type.equals("tmpfs")
                    ? "the folder of certificates, " + folder
                            + ", is not on a volume: it is lost with the container, and the CA is"
                            + " asked for everything anew, up to its limits. Mount a volume there"
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The file system that holds a path: of the mount points above it, the longest and last one. */
    static String fileSystem(List<String> mounts, Path path) {
        String type = "";
        int longest = -1;
        for (String line : mounts) {
            List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
            int dash = words.indexOf("-");
            if (dash > 4 && dash + 1 < words.size()) {
                Path point = Path.of(words.get(4).replace("\\040", " "));
                if (path.startsWith(point) && point.getNameCount() >= longest) {
                    longest = point.getNameCount();
                    type = words.get(dash + 1);
                }
            }
        }
        return type;
    }
}
