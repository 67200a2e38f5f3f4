package io.modelferry.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** The system's Mosquitto with the configuration that we ship; only folders and the port are the test's. */
public final class ShippedMosquitto implements AutoCloseable {

    private final Path folder;
    private final int port;
    private RunningProgram broker;

    private ShippedMosquitto(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        this.broker = start();
    }

    /** @param certificates folder with {@code ca.pem}, {@code broker.pem} and {@code broker-key.pem} */
    public static ShippedMosquitto start(Path shipped, Path certificates, Path folder) {
        var port = RunningProgram.freePort();
        try {
            Files.createDirectories(stored(folder));
            var rules = Files.copy(shipped.resolve("acl"), folder.resolve("acl"));
            var text = Files.readString(shipped.resolve("mosquitto.conf"))
                            .replace("/certificates/", certificates + "/")
                            .replace("/mosquitto/config/acl", rules.toString())
                            .replace("/mosquitto/data/", stored(folder) + "/")
                            .replace("listener 8883", "listener " + port + " 127.0.0.1")
                    // as root it would change to its own user, who cannot enter the test's folders
                    + "\nuser " + System.getProperty("user.name") + "\nlog_type all\n";
            Files.writeString(folder.resolve("mosquitto.conf"), text);
            return new ShippedMosquitto(folder, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path stored(Path folder) {
        return folder.resolve("mosquitto-data");
    }

    private RunningProgram start() {
        var configuration = folder.resolve("mosquitto.conf").toString();
        var command = List.of(SystemProgram.MOSQUITTO.require().toString(), "-c", configuration);
        return RunningProgram.start("mosquitto", command, folder.resolve("mosquitto.log"))
                .untilItListensOn(port);
    }

    /** {@code kill -9}, and a start on what it had stored. */
    public void killAndStartAgain() {
        broker.kill();
        broker = start();
    }

    /** {@code kill -9}, and a start with nothing, as without persistence. */
    public void killAndStartEmpty() throws IOException {
        broker.kill();
        FileSystemUtils.deleteRecursively(stored(folder));
        Files.createDirectories(stored(folder));
        broker = start();
    }

    /** Of the last start: every packet. */
    public String log() {
        return broker.log();
    }

    public String url() {
        return "ssl://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        broker.close();
    }
}
