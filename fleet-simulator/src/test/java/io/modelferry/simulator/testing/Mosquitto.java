package io.modelferry.simulator.testing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The system's broker, on two loopback ports: plain for whoever listens in, and with client certificates for devices. */
public final class Mosquitto implements AutoCloseable {

    private final Process process;
    private final int plainPort;
    private final int tlsPort;

    private Mosquitto(Process process, int plainPort, int tlsPort) {
        this.process = process;
        this.plainPort = plainPort;
        this.tlsPort = tlsPort;
    }

    /**
     * Skips the test in words where there is no Mosquitto; fails it where everything is required.
     *
     * @param identity the broker's own {@code key.pem}, {@code cert.pem}, {@code ca.pem}
     */
    public static Mosquitto start(Path identity) throws IOException {
        var program = program().orElseGet(Mosquitto::missing);
        var plain = freePort();
        var tls = freePort();
        var configuration = Files.writeString(identity.resolve("mosquitto.conf"), """
                user root
                listener %d 127.0.0.1
                allow_anonymous true
                listener %d 127.0.0.1
                cafile %s
                certfile %s
                keyfile %s
                require_certificate true
                use_identity_as_username true
                """.formatted(
                plain, tls, identity.resolve("ca.pem"), identity.resolve("cert.pem"), identity.resolve("key.pem")));
        var process = new ProcessBuilder(program.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(identity.resolve("mosquitto.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(10)).until(() -> listens(plain) && listens(tls));
        return new Mosquitto(process, plain, tls);
    }

    public String plainUrl() {
        return "tcp://127.0.0.1:" + plainPort;
    }

    public String tlsUrl() {
        return "ssl://127.0.0.1:" + tlsPort;
    }

    private static Optional<Path> program() {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path missing() {
        var line = "needs the system's mosquitto: apt-get install it to run this test";
        if ("all".equals(System.getenv("MODELFERRY_REQUIRE"))) {
            return fail(line);
        }
        System.err.println("SKIPPED " + line);
        return abort(line);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Without warning, as a crash. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
