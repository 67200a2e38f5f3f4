package io.modelferry.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration of Mosquitto that we ship, where only folders, ports and the user are a bench's. */
final class MosquittoConfiguration {

    private static final String RULES = "acl";

    private final Path shipped;
    private final Path folder;

    /** @param folder of the bench's own, which holds {@code certificates} */
    MosquittoConfiguration(Path home, Path folder) {
        this.shipped = home.resolve("deploy").resolve("mosquitto");
        this.folder = folder;
    }

    Path write(int port) throws IOException {
        return write(asShipped(port));
    }

    /**
     * With a second door, on the loopback, that asks for no certificate: a client has the rights of the client id that it names. What waits
     * for the control plane has no bound, for a flood must not lose what comes too fast.
     */
    Path write(int port, int plainPort) throws IOException {
        var rules = Files.writeString(
                folder.resolve("acl-plain"),
                Files.readString(shipped.resolve(RULES)).replace("%u", "%c"));
        var text = asShipped(port)
                        .replace("per_listener_settings false", "per_listener_settings true")
                        .replace("allow_anonymous false", "")
                        .replace("max_queued_messages 10000", "max_queued_messages 0")
                + """

                listener %d 127.0.0.1
                allow_anonymous true
                acl_file %s
                """.formatted(plainPort, rules);
        return write(text);
    }

    private String asShipped(int port) throws IOException {
        var stored = Files.createDirectories(folder.resolve("data"));
        var rules = Files.copy(shipped.resolve(RULES), folder.resolve(RULES));
        return Files.readString(shipped.resolve("mosquitto.conf"))
                        .replace("/certificates/", folder.resolve("certificates") + "/")
                        .replace("/mosquitto/config/acl", rules.toString())
                        .replace("/mosquitto/data/", stored + "/")
                        .replace("listener 8883", "listener " + port + " 127.0.0.1")
                // as root it would change to a user of its own, who cannot enter the bench's folders
                + "\nuser " + System.getProperty("user.name") + "\n";
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("mosquitto.conf"), text);
    }
}
