package io.modelferry.control.fleet;

import static io.modelferry.control.fleet.Machine.reply;
import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.security.AuditLog;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.enrolment.EnrolmentPending;
import io.modelferry.protocol.enrolment.JoinString;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A token that got into wrong hands is taken back, over the real doors: from then on it opens nothing, to nobody. */
final class RevokedTokenTest {

    private final RunningHouse house = RunningHouse.shared();

    private record Token(String id, String secret) {}

    private Token token(String idPattern, int maxUses, boolean pending) {
        var body = "{\"idPattern\":\"%s\",\"maxUses\":%d,\"pending\":%s}".formatted(idPattern, maxUses, pending);
        var made = json(house.api("POST", "/enrolment-tokens", house.adminToken(), body));
        return new Token(
                made.path("id").asString(),
                JoinString.parse(made.path("joinString").asString()).token());
    }

    private String revoke(String id) {
        return code(house.api("DELETE", "/enrolment-tokens/" + id, house.adminToken(), ""));
    }

    private JsonNode listed(String id) {
        return json(house.api("GET", "/enrolment-tokens", house.adminToken(), ""))
                .path("items")
                .valueStream()
                .filter(token -> token.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> audited(String id) {
        return house.bean(AuditLog.class).about("enrolment-token", id, 20).stream()
                .map(AuditLog.Entry::action)
                .toList();
    }

    @Test
    void isRefusedAtItsFirstUseAndTheMachineIsNoDevice() {
        var token = token("revoked-1*", 5, false);

        assertThat(revoke(token.id())).startsWith("204");

        assertThat(code(Machine.fresh(house, "revoked-11").enrol(token.secret())))
                .isEqualTo("403 token-revoked");
        assertThat(code(house.api("GET", "/devices/revoked-11", house.adminToken(), "")))
                .isEqualTo("404 device-not-found");
    }

    @Test
    void isRefusedToTheKeyThatItLetInBeforeWhichStaysADevice() {
        var token = token("revoked-2*", 5, false);
        var machine = Machine.fresh(house, "revoked-21");
        var certificate = reply(machine.enrol(token.secret())).certificatePem();

        revoke(token.id());

        assertThat(code(machine.enrol(token.secret()))).isEqualTo("403 token-revoked");
        assertThat(code(Machine.fresh(house, "revoked-22").enrol(token.secret())))
                .isEqualTo("403 token-revoked");
        var desired = HttpRequest.newBuilder(house.deviceDoor("/device/v1/desired"));
        assertThat(house.device(machine.tls(certificate), desired).statusCode())
                .isEqualTo(404); // let in, and no goal yet
    }

    @Test
    void letsNoDeviceJoinAgainEither() {
        var machine = Machine.enrolled(house, "revoked-31");
        var made = json(house.api("POST", "/devices/revoked-31/rejoin", house.adminToken(), "{}"));
        var secret = JoinString.parse(made.path("joinString").asString()).token();

        revoke(made.path("id").asString());

        assertThat(code(Machine.fresh(house, machine.id().value()).enrol(secret)))
                .isEqualTo("403 token-revoked");
    }

    @Test
    void sendsAwayTheMachinesThatWaitWithIt() {
        var token = token("revoked-4*", 5, true);
        var machine = Machine.fresh(house, "revoked-41");
        assertThat(machine.enrol(token.secret()).statusCode()).isEqualTo(EnrolmentPending.STATUS);
        var key = json(house.api("GET", "/pending-devices", house.adminToken(), ""))
                .path("items")
                .valueStream()
                .filter(waiting -> waiting.path("id").asString().equals("revoked-41"))
                .findFirst()
                .orElseThrow()
                .path("key")
                .asString();

        revoke(token.id());

        assertThat(code(house.api(
                        "POST",
                        "/pending-devices/revoked-41/accept",
                        house.adminToken(),
                        "{\"key\":\"%s\",\"reason\":\"\"}".formatted(key))))
                .isEqualTo("404 pending-device-not-found");
        assertThat(code(machine.enrol(token.secret()))).isEqualTo("403 token-revoked");
        assertThat(house.bean(AuditLog.class)
                        .about("enrolment-token", token.id(), 1)
                        .getFirst()
                        .details()
                        .get("sentAway"))
                .asString()
                .contains("revoked-41");
    }

    @Test
    void isListedAsRevokedAndStandsInTheTrailOnce() {
        var token = token("revoked-5*", 5, false);
        assertThat(listed(token.id()).path("revokedAt").isNull()).isTrue();

        revoke(token.id());
        assertThat(revoke(token.id())).startsWith("204");

        assertThat(listed(token.id()).path("revokedAt").asString()).isNotEmpty();
        assertThat(audited(token.id())).containsExactly("enrolment-token.revoked", "enrolment-token.created");
        assertThat(revoke("nobody")).isEqualTo("404 enrolment-token-not-found");
    }

    /** Whatever comes first, what was let in was let in before: the count of uses is never set back by the revocation. */
    @Test
    void ofUsesAndARevocationAtOnceNoneIsForgotten() throws Exception {
        var token = token("revoked-6*", 100, false);
        var machines = IntStream.range(0, 8)
                .mapToObj(n -> Machine.fresh(house, "revoked-6" + n))
                .toList();
        var attempts = new ArrayList<Callable<String>>();
        machines.forEach(machine -> attempts.add(() -> code(machine.enrol(token.secret()))));
        attempts.add(4, () -> revoke(token.id()));

        long let;
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var codes = new ArrayList<String>();
            for (var one : pool.invokeAll(attempts)) {
                codes.add(one.get());
            }
            let = codes.stream().filter(code -> code.startsWith("200")).count();
            assertThat(codes)
                    .allMatch(code ->
                            code.startsWith("200") || code.startsWith("204") || code.equals("403 token-revoked"));
        }

        assertThat(listed(token.id()).path("used").asLong()).isEqualTo(let);
        assertThat(code(Machine.fresh(house, "revoked-69").enrol(token.secret())))
                .isEqualTo("403 token-revoked");
    }
}
