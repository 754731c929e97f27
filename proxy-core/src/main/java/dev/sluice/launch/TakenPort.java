package dev.sluice.launch;

import dev.sluice.config.Printable;
import java.net.InetAddress;
import java.util.Optional;

/** What to tell somebody whose port is taken: by whom, and how to get it. */
record TakenPort(BindAdvice advice) {

    /** Looks up who holds the port and makes sentences of it. */
    String sentences(InetAddress wanted) {
        return sentences(PortHolder.of(wanted, advice.port()));
    }

    String sentences(Optional<PortHolder> found) {
        if (found.isEmpty()) {
            return "Port " + advice.port()
                    + " is taken, though no process is seen that listens on it: it has stopped just now,"
                    + " or runs outside of this container. Try again" + otherwise();
        }
        return switch (found.get()) {
            case PortHolder.Known process -> sentences(process);
            case PortHolder.Hidden(int uid) ->
                "Port " + advice.port() + " is taken by a process of the user with uid " + uid
                        + ", which this user may not look at. See which with `sudo ss -ltnp 'sport = :" + advice.port()
                        + "'` and stop it" + otherwise();
        };
    }

    private String sentences(PortHolder.Known process) {
        if (process.pid() == ProcessHandle.current().pid()) {
            return "Port " + advice.port()
                    + " is taken by this Sluice itself: it stands twice under 'listen', or an address and"
                    + " '*' do, which is every address. Remove one.";
        }
        // a process gives itself its name, and its control group may have any
        return Printable.line(
                "Port " + advice.port() + " is taken by " + who(process) + ". " + stop(process) + otherwise());
    }

    private String otherwise() {
        return ", or choose another port with `" + advice.elsewhere() + "`.";
    }

    private static String who(PortHolder.Known process) {
        String pid = "pid " + process.pid();
        return switch (process.keeper()) {
            case Supervisor.Unit(String unit, boolean user) -> process.name() + " (" + pid + ", unit " + unit + ")";
            case Supervisor.Container(String id) -> process.name() + " (" + pid + ") in the container " + id;
            case Supervisor.PublishedPort(String address) ->
                "Docker (" + pid + ") for the container with the address " + address;
            case Supervisor.Nobody() -> process.name() + " (" + pid + ": " + shortened(process) + ")";
        };
    }

    private String stop(PortHolder.Known process) {
        return switch (process.keeper()) {
            case Supervisor.Unit(String unit, boolean user) ->
                "Stop it with `systemctl " + (user ? "--user " : "") + "disable --now " + unit + "`";
            case Supervisor.Container(String id) ->
                "Stop it with `docker stop " + id + "` and take it out of its Compose file";
            case Supervisor.PublishedPort published ->
                "Find it with `docker ps --filter publish=" + advice.port()
                        + "` and take the port out of its 'ports', as Sluice reaches it without";
            case Supervisor.Nobody() -> "Stop it with `kill " + process.pid() + "`";
        };
    }

    /** What somebody needs to know the process by. Arguments may hold secrets, so no more than the program and the first. */
    private static String shortened(PortHolder.Known process) {
        String command = String.join(
                " ", process.command().subList(0, Math.min(2, process.command().size())));
        return command.length() > 80 ? command.substring(0, 80) + "…" : command;
    }
}
