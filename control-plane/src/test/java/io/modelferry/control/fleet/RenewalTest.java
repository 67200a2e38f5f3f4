package io.modelferry.control.fleet;

import static io.modelferry.control.fleet.Machine.certificate;
import static io.modelferry.control.fleet.Machine.reply;
import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.delivery.internal.Visitor;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.protocol.enrolment.RenewalReply;
import io.modelferry.protocol.enrolment.RenewalRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A device's next certificate, over the real door. */
final class RenewalTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final RunningHouse house = RunningHouse.shared();

    private Machine machine(String id) {
        return Machine.fresh(house, id);
    }

    private HttpResponse<String> renew(Machine shows, String certificatePem, Machine next) {
        var body = ProtocolJson.write(new RenewalRequest(next.csr("CN=somebody-else,O=root")));
        return house.device(
                shows.tls(certificatePem),
                HttpRequest.newBuilder(house.deviceDoor(RenewalRequest.PATH))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body)));
    }

    private static String renewed(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ProtocolJson.read(response.body().getBytes(StandardCharsets.UTF_8), RenewalReply.class)
                .certificatePem();
    }

    @Test
    void aNewKeyGetsACertificateForTheDeviceThatAsks() {
        var before = machine("renew-01");
        var old = reply(before.enrol(Machine.token(house, "renew-01", 1))).certificatePem();
        var next = machine("renew-01");

        var pem = renewed(renew(before, old, next));

        assertThat(certificate(pem).getSubjectX500Principal().getName()).isEqualTo("CN=renew-01");
        assertThat(certificate(pem).getPublicKey()).isEqualTo(next.key().getPublic());
        var versions = HttpRequest.newBuilder(house.deviceDoor(DeviceApi.METADATA + "timestamp.json"))
                .GET();
        assertThat(house.device(next.tls(pem), versions).statusCode()).isEqualTo(200);
        assertThat(house.api("GET", "/audit?limit=500", house.adminToken(), "").body())
                .contains("device.certificate-renewed");
    }

    @Test
    void aLostAnswerCostsNothingAndAnotherKeyWaits() {
        var before = machine("renew-02");
        var old = reply(before.enrol(Machine.token(house, "renew-02", 1))).certificatePem();
        var next = machine("renew-02");

        var pem = renewed(renew(before, old, next));

        assertThat(renewed(renew(before, old, next))).isEqualTo(pem);
        assertThat(code(renew(next, pem, machine("renew-02")))).isEqualTo("429 renewed-just-now");
        house.bean(JdbcClient.class)
                .sql("update fleet_device set renewed_at = renewed_at - interval '2 hours' where id = 'renew-02'")
                .update();
        assertThat(renewed(renew(next, pem, machine("renew-02")))).isNotEqualTo(pem);
    }

    @Test
    void theKeyBeforeOpensUntilTheNewOneWasShown() throws Exception {
        var before = machine("renew-04");
        var old = reply(before.enrol(Machine.token(house, "renew-04", 1))).certificatePem();
        var next = machine("renew-04");
        var broker = house.bean(Broker.class).publicUrl();
        var keptOpen = HttpClient.newBuilder().sslContext(before.tls(old)).build();
        try (var standing = Visitor.enter(broker, before.tls(old), "renew-04")) {
            var pem = renewed(renew(before, old, next));
            assertThat(status(keptOpen)).isEqualTo(200); // the answer may have been lost
            assertThat(standing.isThere()).isTrue();

            assertThat(status(HttpClient.newBuilder().sslContext(next.tls(pem)).build()))
                    .isEqualTo(200);

            await().atMost(TEN_SECONDS).until(() -> status(keptOpen) == 401);
            await().atMost(TEN_SECONDS).until(() -> !standing.isThere());
            assertThatThrownBy(() -> Visitor.enter(broker, before.tls(old), "renew-04"))
                    .isInstanceOf(MqttException.class);
            Visitor.enter(broker, next.tls(pem), "renew-04").close();
            assertThat(code(renew(next, pem, before))).isEqualTo("422 key-used-before");
            assertThat(house.api("GET", "/audit?limit=500", house.adminToken(), "")
                            .body())
                    .contains("device.key-retired");
        }
    }

    @Test
    void shownAtTheBrokerTheNewKeyCountsAsWell() throws Exception {
        var before = machine("renew-05");
        var old = reply(before.enrol(Machine.token(house, "renew-05", 1))).certificatePem();
        var next = machine("renew-05");
        var pem = renewed(renew(before, old, next));

        try (var standing = Visitor.enter(house.bean(Broker.class).publicUrl(), next.tls(pem), "renew-05")) {
            var stale = HttpClient.newBuilder().sslContext(before.tls(old)).build();
            await().atMost(TEN_SECONDS).until(() -> status(stale) == 401);
            assertThat(standing.isThere()).isTrue();
        }
    }

    private int status(HttpClient client) {
        var versions = HttpRequest.newBuilder(house.deviceDoor(DeviceApi.METADATA + "timestamp.json"));
        return RunningHouse.send(client, versions.build()).statusCode();
    }

    @Test
    void aDeviceWhoseCertificateEndedComesBackUnderItsIdWithATokenForIt() {
        var device = machine("rejoin-01");
        assertThat(code(device.enrol(Machine.token(house, "rejoin-01", 1)))).startsWith("200");
        var invited = house.api("POST", "/devices/rejoin-01/rejoin", house.adminToken(), "{}");
        assertThat(invited.statusCode()).as(invited.body()).isEqualTo(201);
        var token =
                JoinString.parse(json(invited).path("joinString").asString()).token();
        var other = machine("rejoin-02");
        var after = machine("rejoin-01");

        assertThat(code(other.enrol(token))).isEqualTo("409 device-exists");
        var pem = reply(after.enrol(token)).certificatePem();

        assertThat(certificate(pem).getSubjectX500Principal().getName()).isEqualTo("CN=rejoin-01");
        assertThat(reply(after.enrol(token)).certificatePem()).isEqualTo(pem);
        assertThat(code(machine("rejoin-01").enrol(token))).isEqualTo("403 token-used");
        assertThat(house.api("POST", "/devices/nobody/rejoin", house.adminToken(), "{}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void nobodyGetsOneWithoutACertificateOrAfterTheEnd() {
        var device = machine("renew-03");
        var own = reply(device.enrol(Machine.token(house, "renew-03", 1))).certificatePem();

        assertThat(renew(machine("renew-03"), null, machine("renew-03")).statusCode())
                .isEqualTo(401);
        assertThat(house.api("DELETE", "/devices/renew-03", house.adminToken(), "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(renew(device, own, machine("renew-03")).statusCode()).isBetween(401, 403);
    }
}
