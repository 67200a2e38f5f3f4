package io.modelferry.control.registry.removal;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.testing.RunningHouse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who keeps a version from being deleted, asked of the whole control plane as an operator asks. */
final class VersionsInUseTest {

    private static final JdbcClient SQL = RunningHouse.shared().bean(JdbcClient.class);

    private final UsedModel used = new UsedModel();

    @BeforeEach
    void aDeviceThatHasReported() {
        used.aDeviceThatHasReported();
    }

    @Test
    void anAliasHolds() throws Exception {
        used.published("1");
        assertThat(code(used.alias("production", "1"))).isEqualTo("200 ");

        assertHeld("1", "ALIAS", "alias production points at it");
    }

    @Test
    void aDeletionIsRefusedInWordsWithoutAReasonAndWithoutAVersion() throws Exception {
        used.published("1");

        assertThat(code(used.delete("1", "+"))).isEqualTo("422 invalid");
        assertThat(code(used.delete("nobody"))).isEqualTo("404 version-not-found");
    }

    @Test
    void whatADeviceReportsStaysHoweverLongItHasBeenOffline() throws Exception {
        var digest = used.published("1");
        used.running(digest, null);

        assertHeld("1", "DEVICE", "it runs on 1 device (" + UsedModel.DEVICE + ") or is what they go back to");
        used.running(UsedModel.digest("another"), digest);
        assertHeld("1", "DEVICE", "is what they go back to");

        SQL.sql("update fleet_device set decommissioned_at = now() where id = ?")
                .param(UsedModel.DEVICE)
                .update();
        assertThat(code(used.delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aDeviceThatEnrolledJustNowAndHasSaidNothingHoldsEverything() throws Exception {
        used.published("1");
        SQL.sql("update fleet_device set facts = '', enrolled_at = now() where id = ?")
                .param(UsedModel.DEVICE)
                .update();

        assertHeld("1", "DEVICE", "1 device (" + UsedModel.DEVICE + ") enrolled within the hour");

        SQL.sql("update fleet_device set facts = 'linux' where id = ?")
                .param(UsedModel.DEVICE)
                .update();
        assertThat(code(used.delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aGoalHolds() throws Exception {
        var digest = used.published("1");
        used.goal("1", digest);

        assertHeld("1", "GOAL", "the goals of 1 device (" + UsedModel.DEVICE + ") ask for it or keep it");
    }

    @Test
    void aRolloutHoldsWhatItBringsUntilItEnds() throws Exception {
        used.published("1");
        var rollout = used.rollOut("1");
        assertHeld("1", "ROLLOUT", "rollout " + rollout + " (READY) brings it");

        used.stop(rollout);
        assertThat(code(used.delete("1"))).isEqualTo("200 ");
    }

    @Test
    void theNewestRolloutHoldsWhatItMayGoBackToEvenAfterItsEnd() throws Exception {
        used.published("1");
        used.published("2");
        used.published("3");
        var rollout = used.rollOut("2");
        SQL.sql("update rollout set previous_version = '1' where id = ?")
                .param(rollout)
                .update();
        used.stop(rollout);
        assertHeld("1", "ROLLOUT", "rollout " + rollout + " (STOPPED) may go back to it");

        used.stop(used.rollOut("3"));
        assertThat(code(used.delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aDeviceThatWasGivenItAndHasNotSpokenSinceHolds() throws Exception {
        var digest = used.published("1");
        used.published("2");
        var first = used.rollOut("1");
        used.stop(first);
        used.stop(used.rollOut("2"));
        used.given(first, digest, 4, "2 hours");

        assertHeld(
                "1",
                "DEVICE",
                "it was given to 1 device (" + UsedModel.DEVICE + "), where no later goal was taken yet");

        SQL.sql("update fleet_device set generation = 5 where id = ?")
                .param(UsedModel.DEVICE)
                .update();
        assertThat(code(used.delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aDeviceThatWasOfflineAllTheTimeCannotHaveIt() throws Exception {
        var digest = used.published("1");
        used.published("2");
        var first = used.rollOut("1");
        used.stop(first);
        used.stop(used.rollOut("2"));
        used.given(first, digest, 4, "10 minutes");

        assertThat(code(used.delete("1"))).isEqualTo("200 ");
    }

    @Test
    void aDeltaThatADeviceWhichIsBehindWillNeedHolds() throws Exception {
        var one = used.published("1");
        var two = used.published("2");
        var three = used.published("3");
        used.running(one, null);
        used.goal("3", three);
        used.delta(one, two);
        used.delta(two, three);

        assertHeld("2", "DELTA", "deltas that 1 device will need lead over it");

        used.delta(one, three);
        assertThat(code(used.delete("2"))).isEqualTo("200 ");
    }

    @Test
    void anOptimisationRunHolds() throws Exception {
        used.published("1");
        used.underWay("1", "fp16");

        assertHeld("1", "OPTIMISATION", "of " + used.model + "@1: fp16");
    }

    @Test
    void aStudentThatIsBeingHeldBesideItHoldsItsTeacher() throws Exception {
        used.published("1");
        used.published("2");
        SQL.sql("insert into registry_lineage (model, version, teacher_model, teacher_version) values (?, '2', ?, '1')")
                .params(used.model.value(), used.model.value())
                .update();
        used.underWay("2", "teacher");

        assertHeld("1", "OPTIMISATION", "of " + used.model + "@2: teacher");
    }

    @Test
    void theStoreIsKeptForEverybodyWhoHolds() throws Exception {
        var digest = used.published("1");
        SQL.sql("""
                        insert into delivery_mailbox (device_id, generation, envelope, enclosures, posted_at)
                        values (?, 1, '', array[?], now()) on conflict (device_id) do update set enclosures = excluded.enclosures""").params(UsedModel.DEVICE, digest.hex()).update();
        assertThat(code(used.delete("1"))).isEqualTo("200 ");

        var dry = json(used.post("/artifacts/collect?dryRun=true", ""));

        assertThat(dry.path("kept").toString()).contains(digest.hex(), "enclosed in mailboxes: 1");
    }

    private void assertHeld(String version, String kind, String why) {
        var refusal = used.delete(version);
        assertThat(code(refusal)).isEqualTo("409 version-in-use");
        assertThat(json(refusal).path("holders").valueStream()).anySatisfy(holder -> {
            assertThat(holder.path("kind").asString()).isEqualTo(kind);
            assertThat(holder.path("why").asString()).contains(why);
        });
    }
}
