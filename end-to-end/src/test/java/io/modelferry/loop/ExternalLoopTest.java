package io.modelferry.loop;

import io.modelferry.programs.ShippedMosquitto;
import io.modelferry.programs.SystemPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The same loop against a PostgreSQL of the system's and a Mosquitto with the shipped configuration. */
@Tag("system")
final class ExternalLoopTest extends LoopContract {

    private SystemPostgres postgres;
    private ShippedMosquitto mosquitto;

    @Override
    ControlPlaneUnderTest controlPlane(Path folder) {
        var certificates = certificates(folder);
        var shipped = Applications.repository().resolve("deploy").resolve("mosquitto");
        postgres = SystemPostgres.start(folder);
        mosquitto = ShippedMosquitto.start(shipped, certificates, folder);
        return ControlPlaneUnderTest.start(
                folder,
                List.of(
                        "--modelferry.database.url=" + postgres.jdbcUrl(),
                        "--modelferry.database.username=" + SystemPostgres.USER,
                        "--modelferry.database.password=" + SystemPostgres.PASSWORD,
                        "--modelferry.mqtt.url=" + mosquitto.url()));
    }

    @AfterEach
    void stop() {
        if (mosquitto != null) {
            mosquitto.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    /** As docker-compose.yml does it: the fleet's CA gives the broker its certificate before anything starts. */
    static Path certificates(Path folder) {
        var out = folder.resolve("certificates");
        var issuing = Applications.start(
                "control-plane",
                "io.modelferry.control.security.BrokerCertificate",
                folder.resolve("certificates.log"),
                List.of(
                        "--data",
                        folder.resolve("control-plane").toString(),
                        "--host",
                        "127.0.0.1",
                        "--out",
                        out.toString()));
        issuing.awaitSuccess();
        return out;
    }
}
