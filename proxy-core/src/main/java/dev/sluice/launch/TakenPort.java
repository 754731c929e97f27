package dev.sluice.launch;

import dev.sluice.config.ListenAddress;
import java.net.InetAddress;

/** What to tell somebody whose port is taken: by whom, and how to get it. */
final class TakenPort {

    private TakenPort() {}

    static String advice(ListenAddress address, String key, InetAddress wanted) {
        int port = address.port();
        String otherwise = ", or choose another port with '" + BindAdvice.elsewhere(key, port) + "'.";
        return PortHolder.of(wanted, port)
                .map(holder -> switch (holder) {
                    case PortHolder.Process process -> "Port " + port + " is taken by " + who(process) + ". "
                            + stop(process, port) + otherwise;
                    case PortHolder.Hidden hidden -> "Port " + port + " is taken by a process of the user with uid "
                            + hidden.uid() + ", which this user may not look at. See which with `sudo ss -ltnp 'sport = :"
                            + port + "'` and stop it" + otherwise;
                })
                .orElse("Port " + port + " is taken, though no process is seen that listens on it: it may listen outside of"
                        + " this container, or have stopped just now. Try again" + otherwise);
    }

    private static String who(PortHolder.Process process) {
        String pid = "pid " + process.pid();
        if (process.pid() == ProcessHandle.current().pid()) {
            return "this same Sluice (" + pid + "): the address stands twice under 'listen'";
        }
        return switch (process.keeper()) {
            case Keeper.Unit unit -> process.name() + " (" + pid + ", unit " + unit.name() + ")";
            case Keeper.Container container -> process.name() + " (" + pid + ") in the container " + container.id();
            case Keeper.PublishedPort published -> "Docker (" + pid + "), for the container with the address "
                    + published.containerAddress();
            case Keeper.Nobody nobody -> process.name() + " (" + pid + ": " + shortened(process) + ")";
        };
    }

    private static String stop(PortHolder.Process process, int port) {
        return switch (process.keeper()) {
            case Keeper.Unit(String name, boolean user) -> "Stop it with `systemctl " + (user ? "--user " : "")
                    + "disable --now " + name + "`";
            case Keeper.Container(String id) -> "Stop it with `docker stop " + id + "` and take the port out of its Compose file";
            case Keeper.PublishedPort published -> "Find it with `docker ps --filter publish=" + port
                    + "`, stop it and take the port out of its 'ports'; Sluice reaches it without";
            case Keeper.Nobody nobody -> "Stop it with `kill " + process.pid() + "`";
        };
    }

    /** What somebody needs to know the process by; arguments may hold secrets, so no more than the program and the first. */
    private static String shortened(PortHolder.Process process) {
        String command = String.join(" ", process.command().subList(0, Math.min(2, process.command().size())));
        return command.length() > 80 ? command.substring(0, 80) + "…" : command;
    }
}
