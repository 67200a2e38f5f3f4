package io.modelferry.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The system's Mosquitto with the configuration that we ship; only folders and the port are the test's. */
public final class ShippedMosquitto implements AutoCloseable {

    private final RunningProgram broker;
    private final int port;

    private ShippedMosquitto(RunningProgram broker, int port) {
        this.broker = broker;
        this.port = port;
    }

    /** @param certificates folder with {@code ca.pem}, {@code broker.pem} and {@code broker-key.pem} */
    public static ShippedMosquitto start(Path shipped, Path certificates, Path folder) {
        var program = SystemProgram.MOSQUITTO.require();
        var port = RunningProgram.freePort();
        try {
            Files.createDirectories(folder.resolve("mosquitto-data"));
            var rules = Files.copy(shipped.resolve("acl"), folder.resolve("acl"));
            var text = Files.readString(shipped.resolve("mosquitto.conf"))
                            .replace("/certificates/", certificates + "/")
                            .replace("/mosquitto/config/acl", rules.toString())
                            .replace("/mosquitto/data/", folder.resolve("mosquitto-data") + "/")
                            .replace("listener 8883", "listener " + port + " 127.0.0.1")
                    // as root it would change to its own user, who cannot enter the test's folders
                    + "\nuser " + System.getProperty("user.name") + "\n";
            var configuration = Files.writeString(folder.resolve("mosquitto.conf"), text);
            var command = List.of(program.toString(), "-c", configuration.toString());
            var broker = RunningProgram.start("mosquitto", command, folder.resolve("mosquitto.log"));
            return new ShippedMosquitto(broker.untilItListensOn(port), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "ssl://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        broker.close();
    }
}
