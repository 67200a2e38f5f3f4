package io.modelferry.control.delivery.internal;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The system's Mosquitto on the very files in {@code deploy/mosquitto}, with only folders and port changed. */
final class TestMosquitto implements AutoCloseable {

    private static final Path SHIPPED = Path.of("..", "deploy", "mosquitto");

    private final Process process;
    private final Path log;
    private final int port;

    private TestMosquitto(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** @param folder with {@code certificates}, as a {@code BrokerCertificate} wrote them */
    static TestMosquitto start(Path folder) throws IOException {
        return start(folder, false);
    }

    /** By the shipped script, which lets it read the revocation list again. */
    static TestMosquitto reloading(Path folder) throws IOException {
        return start(folder, true);
    }

    private static TestMosquitto start(Path folder, boolean reloading) throws IOException {
        var program = program().toString();
        var port = freePort();
        var configuration = configuration(folder, port).toString();
        var log = folder.resolve("mosquitto.log");
        var list = folder.resolve("certificates").resolve("crl.pem").toString();
        var command = reloading
                ? List.of("/bin/sh", SHIPPED.resolve("run").toString(), configuration, list)
                : List.of(program, "-c", configuration);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("MOSQUITTO", program);
        var mosquitto = new TestMosquitto(builder.start(), log, port);
        await().until(mosquitto::listens);
        return mosquitto;
    }

    String url() {
        return "ssl://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path program() {
        var program = Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty() && "all".equals(System.getenv("MODELFERRY_REQUIRE"))) {
            throw new AssertionError("mosquitto is required and not installed");
        }
        Assumptions.assumeTrue(program.isPresent(), "mosquitto is not installed");
        return program.orElseThrow();
    }

    private static Path configuration(Path folder, int port) throws IOException {
        Files.createDirectories(folder.resolve("data"));
        var rules = Files.copy(SHIPPED.resolve("acl"), folder.resolve("acl"));
        var text = Files.readString(SHIPPED.resolve("mosquitto.conf"))
                .replace("/certificates/", folder.resolve("certificates") + "/")
                .replace("/mosquitto/config/acl", rules.toString())
                .replace("/mosquitto/data/", folder.resolve("data") + "/")
                .replace("listener 8883", "listener " + port + " 127.0.0.1");
        // as root it would change to its own user and could not read the test's folders
        return Files.writeString(
                folder.resolve("mosquitto.conf"), text + "\nuser " + System.getProperty("user.name") + "\n");
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("mosquitto ended:\n" + Files.readString(log));
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
