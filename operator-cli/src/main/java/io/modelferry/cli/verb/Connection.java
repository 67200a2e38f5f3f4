package io.modelferry.cli.verb;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every verb that asks a control plane, and how its answer is shown. */
public final class Connection {

    private static final URI DEFAULT_SERVER = URI.create("http://127.0.0.1:8080");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "the control plane (MODELFERRY_URL, else " + "http://127.0.0.1:8080)")
    private @Nullable URI server;

    @Option(names = "--json", description = "the server's own JSON instead of a table")
    private boolean json;

    /** Opens a client with the token of {@code MODELFERRY_TOKEN}, or with the one that a control plane on this machine left in its data folder. */
    public ControlPlaneClient open(Shell shell) {
        var address = address(shell);
        return new ControlPlaneClient(address, token(shell, address).orElse(null));
    }

    /** Prints the answer: a machine gets the tree, a person gets {@code words}. */
    public void show(Shell shell, Object tree, Object words) {
        shell.out().println(json ? ControlPlaneClient.pretty(tree) : words);
    }

    public boolean wantsJson() {
        return json;
    }

    URI address(Shell shell) {
        if (server != null) {
            return server;
        }
        return Optional.ofNullable(shell.environment().get("MODELFERRY_URL"))
                .map(URI::create)
                .orElse(DEFAULT_SERVER);
    }

    private static Optional<String> token(Shell shell, URI address) {
        var named = Optional.ofNullable(shell.environment().get("MODELFERRY_TOKEN"))
                .map(String::strip)
                .filter(t -> !t.isEmpty());
        return named.isPresent() ? named : localToken(shell, address);
    }

    /** The local token is an administrator's: it never leaves this machine. */
    private static Optional<String> localToken(Shell shell, URI address) {
        var file = shell.data().resolve("secrets").resolve("local-token");
        if (!isThisMachine(address) || !Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty(); // asked without a token, the server says what is missing
        }
    }

    private static boolean isThisMachine(URI address) {
        var host = String.valueOf(address.getHost());
        return THIS_MACHINE.contains(host)
                || host.equals(InetAddress.getLoopbackAddress().getHostAddress());
    }
}
