package io.modelferry.control.fleet;

import static io.modelferry.control.fleet.Machine.certificate;
import static io.modelferry.control.fleet.Machine.reply;
import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.delivery.internal.Visitor;
import io.modelferry.control.security.AuditLog;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentPending;
import io.modelferry.protocol.enrolment.JoinString;
import io.modelferry.protocol.enrolment.RenewalRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Machines that wait for an operator, over the real doors: they open nothing until one says yes, and nobody takes another's place. */
final class PendingDevicesTest {

    private static final int MOST = 1000;

    private final RunningHouse house = RunningHouse.shared();

    private String token(String idPattern, int maxUses) {
        var body = "{\"idPattern\":\"%s\",\"maxUses\":%d,\"site\":\"north\",\"pending\":true}"
                .formatted(idPattern, maxUses);
        var response = house.api("POST", "/enrolment-tokens", house.adminToken(), body);
        return JoinString.parse(json(response).path("joinString").asString()).token();
    }

    private static EnrolmentPending waits(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(EnrolmentPending.STATUS);
        return ProtocolJson.read(response.body().getBytes(StandardCharsets.UTF_8), EnrolmentPending.class);
    }

    private HttpResponse<String> decide(String verb, String id, String key, String reason) {
        var body = "{\"key\":\"%s\",\"reason\":\"%s\"}".formatted(key, reason);
        return house.api("POST", "/pending-devices/" + id + "/" + verb, house.adminToken(), body);
    }

    private boolean isListed(String id) {
        return json(house.api("GET", "/pending-devices", house.adminToken(), ""))
                .path("items")
                .valueStream()
                .anyMatch(waiting -> waiting.path("id").asString().equals(id));
    }

    /** Newest first. */
    private List<String> audited(String id) {
        return house.bean(AuditLog.class).about("device", id, 20).stream()
                .map(AuditLog.Entry::action)
                .toList();
    }

    private int expire(String id) {
        return house.bean(JdbcClient.class)
                .sql("update fleet_pending_device set expires_at = now() - interval '1 second' where device_id = ?")
                .param(id)
                .update();
    }

    @Test
    void aMachineWaitsAndOnceAcceptedFindsTheOneCertificateOfItsKey() {
        var machine = Machine.fresh(house, "wait-01");
        var token = token("wait-01", 1);

        var response = machine.enrol(token);
        var told = waits(response);

        assertThat(response.headers().firstValue("Retry-After")).contains("15");
        assertThat(told.askAgainSeconds()).isEqualTo(15);
        assertThat(waits(machine.enrol(token, machine.csr("CN=root")))).isEqualTo(told);
        assertThat(isListed("wait-01")).isTrue();
        assertThat(code(house.api("GET", "/devices/wait-01", house.adminToken(), "")))
                .isEqualTo("404 device-not-found");

        assertThat(decide("accept", "wait-01", told.keyFingerprint(), "").statusCode())
                .isEqualTo(204);
        var pem = reply(machine.enrol(token)).certificatePem();

        assertThat(certificate(pem).getPublicKey()).isEqualTo(machine.key().getPublic());
        assertThat(certificate(pem).getSubjectX500Principal().getName()).isEqualTo("CN=wait-01");
        assertThat(reply(machine.enrol(token)).certificatePem()).isEqualTo(pem);
        assertThat(house.api("GET", "/devices/wait-01", house.adminToken(), "").body())
                .contains("\"site\":\"north\"");
        assertThat(isListed("wait-01")).isFalse();
        assertThat(audited("wait-01")).containsExactly("device.accepted", "device.enrolled", "device.pending");
        assertThat(code(decide("accept", "wait-01", told.keyFingerprint(), "")))
                .isEqualTo("404 pending-device-not-found");
    }

    @Test
    void whoWaitsOpensNothing() {
        var machine = Machine.fresh(house, "wait-02");
        waits(machine.enrol(token("wait-02", 1)));
        var renewal = HttpRequest.newBuilder(house.deviceDoor(RenewalRequest.PATH))
                .POST(BodyPublishers.ofByteArray(ProtocolJson.write(new RenewalRequest(machine.csr("CN=wait-02")))));

        for (var path : List.of(DeviceApi.DESIRED, DeviceApi.METADATA + "timestamp.json")) {
            assertThat(code(house.device(machine.tls(null), HttpRequest.newBuilder(house.deviceDoor(path)))))
                    .isEqualTo("401 unauthenticated");
        }
        assertThat(code(house.device(machine.tls(null), renewal))).isEqualTo("401 unauthenticated");
        assertThatThrownBy(() -> Visitor.enter(house.bean(Broker.class).url(), machine.tls(null), "wait-02"))
                .isInstanceOf(MqttException.class);
    }

    @Test
    void aRefusedMachineIsToldWhyAndItsIdIsFreeForAnother() {
        var refused = Machine.fresh(house, "wait-03");
        var token = token("wait-03", 2);
        var key = waits(refused.enrol(token)).keyFingerprint();

        assertThat(code(decide("refuse", "wait-03", key, " "))).isEqualTo("422 reason-required");
        assertThat(decide("refuse", "wait-03", key, "stolen from the van").statusCode())
                .isEqualTo(204);

        var answer = refused.enrol(token);
        assertThat(code(answer)).isEqualTo("403 enrolment-refused");
        assertThat(answer.body()).contains("stolen from the van");
        assertThat(code(decide("accept", "wait-03", key, ""))).isEqualTo("404 pending-device-not-found");
        assertThat(audited("wait-03")).containsExactly("device.refused", "device.pending");

        var other = Machine.fresh(house, "wait-03");
        var others = waits(other.enrol(token)).keyFingerprint();
        assertThat(decide("accept", "wait-03", others, "").statusCode()).isEqualTo(204);
        assertThat(certificate(reply(other.enrol(token)).certificatePem()).getPublicKey())
                .isEqualTo(other.key().getPublic());
        assertThat(code(refused.enrol(token))).isEqualTo("409 device-exists");
    }

    @Test
    void whoWasRefusedByMistakeMayAskAnewWithAnotherToken() {
        var machine = Machine.fresh(house, "wait-04");
        var key = waits(machine.enrol(token("wait-04", 1))).keyFingerprint();
        assertThat(decide("refuse", "wait-04", key, "not known").statusCode()).isEqualTo(204);
        var second = token("wait-04", 1);

        assertThat(waits(machine.enrol(second)).keyFingerprint()).isEqualTo(key);

        assertThat(decide("accept", "wait-04", key, "known after all").statusCode())
                .isEqualTo(204);
        assertThat(machine.enrol(second).statusCode()).isEqualTo(200);
    }

    @Test
    void anAcceptanceIsForTheKeyThatTheOperatorSawAndForNoOther() {
        var seen = Machine.fresh(house, "wait-05");
        var token = token("wait-05", 3);
        var key = waits(seen.enrol(token)).keyFingerprint();
        var stranger = Machine.fresh(house, "wait-05");

        assertThat(code(stranger.enrol(token))).isEqualTo("409 device-pending");
        assertThat(code(stranger.enrol(token("wait-*", 1)))).isEqualTo("409 device-pending");

        assertThat(expire("wait-05")).isEqualTo(1);
        var later = waits(stranger.enrol(token)).keyFingerprint();
        assertThat(code(decide("accept", "wait-05", key, ""))).isEqualTo("409 key-differs");
        assertThat(code(decide("accept", "wait-05", "0123", ""))).isEqualTo("422 bad-key");
        assertThat(code(house.api("GET", "/devices/wait-05", house.adminToken(), "")))
                .isEqualTo("404 device-not-found");
        assertThat(decide("accept", "wait-05", later, "").statusCode()).isEqualTo(204);
    }

    @Test
    void ofManyThatWantOneIdExactlyOneWaitsAndUsesTheTokenUp() throws Exception {
        var token = token("wait-06", 8);
        var attempts = IntStream.range(0, 6)
                .<Callable<HttpResponse<String>>>mapToObj(
                        n -> () -> Machine.fresh(house, "wait-06").enrol(token))
                .toList();

        var codes = new ArrayList<String>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var attempt : pool.invokeAll(attempts)) {
                codes.add(code(attempt.get()));
            }
        }

        assertThat(codes).filteredOn(code -> code.startsWith("202")).hasSize(1);
        assertThat(codes).filteredOn(code -> code.equals("409 device-pending")).hasSize(5);
        assertThat(house.bean(JdbcClient.class)
                        .sql("select used from fleet_enrolment_token where id_pattern = 'wait-06'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void whatNobodyDecidedIsForgottenAndItsTokenIsSpent() {
        var machine = Machine.fresh(house, "wait-07");
        var token = token("wait-07", 1);
        var key = waits(machine.enrol(token)).keyFingerprint();

        assertThat(expire("wait-07")).isEqualTo(1);

        assertThat(isListed("wait-07")).isFalse();
        assertThat(code(decide("accept", "wait-07", key, ""))).isEqualTo("404 pending-device-not-found");
        assertThat(code(machine.enrol(token))).isEqualTo("403 token-used");
        house.bean(AdmissionDesk.class).forgetExpired();
        assertThat(audited("wait-07")).containsExactly("device.pending-expired", "device.pending");
    }

    @Test
    void noMoreWaitThanMayAndWhoIsTurnedAwayKeepsItsToken() {
        var jdbc = house.bean(JdbcClient.class);
        var machine = Machine.fresh(house, "wait-08");
        var token = token("wait-08", 1);
        jdbc.sql("""
                        insert into fleet_pending_device
                               (device_id, key_fingerprint, token_id, csr, address, asked_at, expires_at)
                        select 'crowd-' || n, repeat('0', 64), t.id, '', '', now(), now() + interval '1 hour'
                          from generate_series(1, ?) n, (select id from fleet_enrolment_token limit 1) t
                        """).param(MOST).update();
        try {
            assertThat(code(machine.enrol(token))).isEqualTo("429 too-many-pending");
        } finally {
            jdbc.sql("delete from fleet_pending_device where device_id like 'crowd-%'")
                    .update();
        }
        waits(machine.enrol(token));
    }

    @Test
    void aDeviceThatJoinsOutrightTakesTheIdFromThoseWhoWaitForIt() {
        var waiting = Machine.fresh(house, "wait-09");
        var token = token("wait-09", 1);
        waits(waiting.enrol(token));

        assertThat(code(Machine.fresh(house, "wait-09").enrol(Machine.token(house, "wait-09", 1))))
                .startsWith("200");

        assertThat(isListed("wait-09")).isFalse();
        assertThat(code(waiting.enrol(token))).isEqualTo("409 device-exists");
    }
}
