package io.modelferry.agent.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The system's own MQTT broker over mutual TLS, which a test may stop and start again on the same port. */
public final class Mosquitto implements AutoCloseable {

    private final Path configuration;
    private final Path log;
    private final int port;
    private Process process;

    public Mosquitto(Path folder, TestCa ca) throws Exception {
        this(folder, ca, "");
    }

    /** @param more lines of its configuration */
    public Mosquitto(Path folder, TestCa ca, String more) throws Exception {
        port = freePort();
        log = folder.resolve("mosquitto.log");
        Files.writeString(folder.resolve("ca.pem"), ca.pem());
        Files.writeString(folder.resolve("cert.pem"), ca.serverPem());
        Files.writeString(folder.resolve("key.pem"), ca.serverKeyPem());
        configuration =
                Files.writeString(folder.resolve("mosquitto.conf"), """
                listener %d 127.0.0.1
                cafile %s/ca.pem
                certfile %s/cert.pem
                keyfile %s/key.pem
                require_certificate true
                use_identity_as_username true
                allow_anonymous true
                user root
                max_inflight_messages 20
                %s
                """.formatted(port, folder, folder, folder, more));
        start();
    }

    public String url() {
        return "ssl://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public void start() throws IOException {
        process = new ProcessBuilder(program(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(this::answers);
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String program() {
        var places = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        var found = Stream.of(places.split(File.pathSeparator))
                .map(place -> Path.of(place, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && "all".equals(System.getenv("MODELFERRY_REQUIRE"))) {
            throw new AssertionError("mosquitto is not installed, and MODELFERRY_REQUIRE=all");
        }
        assumeTrue(found.isPresent(), "mosquitto is not installed");
        return found.orElseThrow().toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            stop();
        }
    }
}
