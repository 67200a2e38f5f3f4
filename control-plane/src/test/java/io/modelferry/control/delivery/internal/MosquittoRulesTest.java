package io.modelferry.control.delivery.internal;

import static org.awaitility.Awaitility.await;

import io.modelferry.control.security.TestFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The shipped configuration of Mosquitto keeps the walls: the very files in {@code deploy/mosquitto}, with only folders and port changed. */
@Tag("system")
final class MosquittoRulesTest extends BrokerWallsContract {

    @TempDir
    static Path folder;

    private static TestFleet fleet;
    private static Process mosquitto;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        var program = Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (program.isEmpty() && "all".equals(System.getenv("MODELFERRY_REQUIRE"))) {
            throw new AssertionError("mosquitto is required and not installed");
        }
        Assumptions.assumeTrue(program.isPresent(), "mosquitto is not installed");
        fleet = new TestFleet(folder.resolve("fleet"));
        fleet.writeBrokerCertificate(folder.resolve("certificates"));
        port = freePort();
        mosquitto = new ProcessBuilder(
                        program.get().toString(), "-c", configuration().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        await().until(MosquittoRulesTest::listens);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (mosquitto != null) {
            mosquitto.destroy();
            mosquitto.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Override
    String url() {
        return "ssl://127.0.0.1:" + port;
    }

    @Override
    TestFleet fleet() {
        return fleet;
    }

    private static Path configuration() throws IOException {
        var shipped = Path.of("..", "deploy", "mosquitto");
        Files.createDirectories(folder.resolve("data"));
        var rules = Files.copy(shipped.resolve("acl"), folder.resolve("acl"));
        var text = Files.readString(shipped.resolve("mosquitto.conf"))
                .replace("/certificates/", folder.resolve("certificates") + "/")
                .replace("/mosquitto/config/acl", rules.toString())
                .replace("/mosquitto/data/", folder.resolve("data") + "/")
                .replace("listener 8883", "listener " + port + " 127.0.0.1");
        // as root it would change to its own user and could not read the test's folders
        return Files.writeString(
                folder.resolve("mosquitto.conf"), text + "\nuser " + System.getProperty("user.name") + "\n");
    }

    private static boolean listens() throws IOException {
        if (!mosquitto.isAlive()) {
            throw new AssertionError("mosquitto ended:\n" + Files.readString(folder.resolve("mosquitto.log")));
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
