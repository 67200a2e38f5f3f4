package io.modelferry.control.delivery.internal;

import io.modelferry.control.security.TestFleet;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The shipped configuration of Mosquitto keeps the walls: the very files in {@code deploy/mosquitto}, with only folders and port changed. */
@Tag("system")
final class MosquittoRulesTest extends BrokerWallsContract {

    @TempDir
    static Path folder;

    private static TestFleet fleet;
    private static TestMosquitto mosquitto;

    @BeforeAll
    static void start() throws Exception {
        fleet = new TestFleet(folder.resolve("fleet"));
        fleet.writeBrokerCertificate(folder.resolve("certificates"));
        mosquitto = TestMosquitto.start(folder);
    }

    @AfterAll
    static void stop() {
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Override
    String url() {
        return mosquitto.url();
    }

    @Override
    TestFleet fleet() {
        return fleet;
    }
}
