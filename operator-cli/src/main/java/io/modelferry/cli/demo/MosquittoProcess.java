package io.modelferry.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Mosquitto of the system with the configuration that we ship, as a child of a bench; only its folders, its port and its user are the
 * bench's. The fleet's CA, which this makes if there is none yet, gives it its certificate.
 */
final class MosquittoProcess {

    private static final String NAME = "mosquitto";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ATTEMPT_MILLIS = 200;

    private final Household household;
    private final Path program;
    private final Path configuration;
    private final int port;

    private MosquittoProcess(Household household, Path program, Path configuration, int port) {
        this.household = household;
        this.program = program;
        this.configuration = configuration;
        this.port = port;
    }

    /** Returns once it listens. */
    static MosquittoProcess start(Path program, Household household, DemoSettings settings)
            throws IOException, StepFailed {
        var port = freePort();
        var folder = Files.createDirectories(settings.data().resolve(NAME));
        certify(household, settings, folder.resolve("certificates"));
        var mosquitto = new MosquittoProcess(household, program, configure(settings.home(), folder, port), port);
        mosquitto.start();
        return mosquitto;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void certify(Household household, DemoSettings settings, Path out) throws IOException, StepFailed {
        var arguments =
                List.of("--data", settings.controlPlane().toString(), "--host", "127.0.0.1", "--out", out.toString());
        var name = "broker-certificate";
        var issuing =
                household.start(name, Application.BROKER_CERTIFICATE.command(settings.home(), arguments), Map.of());
        try {
            if (issuing.waitFor() != 0) {
                throw new StepFailed("the broker got no certificate; the log: " + household.log(name));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("interrupted while the broker got its certificate");
        } finally {
            household.kill(name);
        }
    }

    private static Path configure(Path home, Path folder, int port) throws IOException {
        var shipped = home.resolve("deploy").resolve("mosquitto");
        var stored = Files.createDirectories(folder.resolve("data"));
        var rules = Files.copy(shipped.resolve("acl"), folder.resolve("acl"));
        var text = Files.readString(shipped.resolve("mosquitto.conf"))
                        .replace("/certificates/", folder.resolve("certificates") + "/")
                        .replace("/mosquitto/config/acl", rules.toString())
                        .replace("/mosquitto/data/", stored + "/")
                        .replace("listener 8883", "listener " + port + " 127.0.0.1")
                // as root it would change to a user of its own, who cannot enter the bench's folders
                + "\nuser " + System.getProperty("user.name") + "\n";
        return Files.writeString(folder.resolve("mosquitto.conf"), text);
    }

    String url() {
        return "ssl://127.0.0.1:" + port;
    }

    /** {@code kill -9}: what it had not saved is gone. */
    void kill() {
        household.kill(NAME);
    }

    /** On what it had saved. Returns once it listens. */
    void start() throws IOException, StepFailed {
        household.start(NAME, List.of(program.toString(), "-c", configuration.toString()), Map.of());
        new Patience(household)
                .await(
                        "a listening Mosquitto",
                        PATIENCE,
                        () -> listens() ? Optional.of(true) : Optional.empty(),
                        () -> "nobody answers at " + url());
    }

    private boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ATTEMPT_MILLIS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
