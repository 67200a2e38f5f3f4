package io.modelferry.control.fleet;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.security.AuditLog;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.enrolment.JoinString;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A machine that is held up in the middle of its enrolment: it keeps no other out, and what became of its token meanwhile counts. */
@Timeout(120)
final class HeldUpEnrolmentTest {

    private final RunningHouse house = RunningHouse.shared();

    private record Token(String id, String secret) {}

    private Token token(String idPattern, int maxUses) {
        var body = "{\"idPattern\":\"%s\",\"maxUses\":%d}".formatted(idPattern, maxUses);
        var made = json(house.api("POST", "/enrolment-tokens", house.adminToken(), body));
        return new Token(
                made.path("id").asString(),
                JoinString.parse(made.path("joinString").asString()).token());
    }

    private int used(Token token) {
        return house.bean(JdbcClient.class)
                .sql("select used from fleet_enrolment_token where id = ?")
                .param(token.id())
                .query(Integer.class)
                .single();
    }

    /** A device of this id is being added by somebody who does not come to an end. Closed, it never was. */
    private Connection adding(String device) throws SQLException {
        var connection = house.bean(DataSource.class).getConnection();
        connection.setAutoCommit(false);
        try (var add = connection.prepareStatement("""
                insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)
                select ?, 'north', 'standard', false, now(), id, '', '' from fleet_enrolment_token limit 1
                """)) {
            add.setString(1, device);
            add.executeUpdate();
        }
        return connection;
    }

    private CompletableFuture<String> heldUp(Machine machine, Token token) {
        var answer = CompletableFuture.supplyAsync(() -> code(machine.enrol(token.secret())));
        await().until(() -> house.bean(JdbcClient.class)
                        .sql("select count(*) from pg_stat_activity"
                                + " where wait_event_type = 'Lock' and query like '%into fleet_device%'")
                        .query(Long.class)
                        .single()
                == 1);
        return answer;
    }

    private static void letGo(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
    }

    private void assertIsNoDevice(String id) {
        assertThat(code(house.api("GET", "/devices/" + id, house.adminToken(), "")))
                .isEqualTo("404 device-not-found");
        assertThat(house.bean(AuditLog.class).about("device", id, 1)).isEmpty();
    }

    @Test
    void keepsNoOtherMachineOfItsTokenOut() throws Exception {
        var token = token("held-1*", 2);
        var adding = adding("held-11");
        var answer = heldUp(Machine.fresh(house, "held-11"), token);

        assertThat(code(Machine.fresh(house, "held-12").enrol(token.secret()))).startsWith("200");

        assertThat(answer).isNotDone();
        letGo(adding);
        assertThat(answer.get(10, TimeUnit.SECONDS)).startsWith("200");
        assertThat(used(token)).isEqualTo(2);
    }

    @Test
    void findsTheLastUseTakenByWhoeverWasSoonerDone() throws Exception {
        var token = token("held-2*", 1);
        var adding = adding("held-21");
        var answer = heldUp(Machine.fresh(house, "held-21"), token);

        assertThat(code(Machine.fresh(house, "held-22").enrol(token.secret()))).startsWith("200");

        letGo(adding);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("403 token-used");
        assertThat(used(token)).isEqualTo(1);
        assertIsNoDevice("held-21");
    }

    @Test
    void findsItsTokenRevokedThoughItBeganBefore() throws Exception {
        var token = token("held-3*", 1);
        var adding = adding("held-31");
        var answer = heldUp(Machine.fresh(house, "held-31"), token);

        assertThat(code(house.api("DELETE", "/enrolment-tokens/" + token.id(), house.adminToken(), "")))
                .startsWith("204");

        letGo(adding);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("403 token-revoked");
        assertThat(used(token)).isZero();
        assertIsNoDevice("held-31");
    }
}
