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
import java.util.OptionalInt;

/**
 * A Mosquitto of the system with the configuration that we ship, as a child of a bench ({@link MosquittoConfiguration}). The fleet's CA, which this makes if there is none yet, gives it its certificate.
 */
final class MosquittoProcess {

    static final String NAME = "mosquitto";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ATTEMPT_MILLIS = 200;

    private final Household household;
    private final Path program;
    private final Path configuration;
    private final int port;
    private final OptionalInt plainPort;

    private MosquittoProcess(Household household, Path program, Path configuration, int port, OptionalInt plainPort) {
        this.household = household;
        this.program = program;
        this.configuration = configuration;
        this.port = port;
        this.plainPort = plainPort;
    }

    /** Returns once it listens. */
    static MosquittoProcess start(Path program, Household household, DemoSettings settings)
            throws IOException, StepFailed {
        var port = freePort();
        var configuration = configuration(household, settings).write(port);
        return started(new MosquittoProcess(household, program, configuration, port, OptionalInt.empty()));
    }

    /** The same with a second door, on the loopback, that asks for no certificate. */
    static MosquittoProcess startWithPlainDoor(Path program, Household household, DemoSettings settings)
            throws IOException, StepFailed {
        var port = freePort();
        var plainPort = freePort();
        var configuration = configuration(household, settings).write(port, plainPort);
        return started(new MosquittoProcess(household, program, configuration, port, OptionalInt.of(plainPort)));
    }

    private static MosquittoConfiguration configuration(Household household, DemoSettings settings)
            throws IOException, StepFailed {
        var folder = Files.createDirectories(settings.data().resolve(NAME));
        certify(household, settings, folder.resolve("certificates"));
        return new MosquittoConfiguration(settings.home(), folder);
    }

    private static MosquittoProcess started(MosquittoProcess mosquitto) throws IOException, StepFailed {
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
            if (!issuing.waitFor(PATIENCE) || issuing.exitValue() != 0) {
                throw new StepFailed("the broker got no certificate; the log: " + household.log(name));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("interrupted while the broker got its certificate");
        } finally {
            household.kill(name);
        }
    }

    String url() {
        return "ssl://127.0.0.1:" + port;
    }

    /** Of the second door, if it was started with one. */
    String plainUrl() {
        return "tcp://127.0.0.1:" + plainPort.orElseThrow();
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
