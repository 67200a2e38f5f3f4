package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A rollout as an operator describes and watches it. */
final class RolloutPlanVerbsTest extends VerbsAgainstAServer {

    @Test
    void describesARolloutAsTheApiTakesIt() {
        server.answers("POST /rollouts", 201, "{\"id\":\"r1\"}")
                .answers("POST /rollouts/r1/start", 200, "{\"id\":\"r1\",\"state\":\"RUNNING\"}");

        var exit = ferry("rollout", "create", "meter-reader@2", "--stages", "lab,10%,100", "--soak", "5s", "--start");

        assertThat(exit).isZero();
        assertThat(server.asked().getFirst().body())
                .contains(
                        "\"lab\":true", "\"percent\":10", "\"percent\":100", "\"soak\":\"PT5S\"", "\"minSamples\":500");
        assertThat(typed.out()).contains("started r1");
    }

    @Test
    void saysHowBytesMayComeAndWhatTheModelMustLiveThrough() {
        server.answers("POST /rollouts", 201, "{\"id\":\"r1\"}");

        var exit = ferry(
                "rollout",
                "create",
                "meter-reader@2",
                "--hours",
                "22:00-04:30",
                "--per-day",
                "50MB",
                "--transport",
                "https",
                "--activate-at",
                "2027-01-31T03:00:00Z",
                "--probation",
                "1h",
                "--shadow",
                "0.1",
                "--no-way-back");

        assertThat(exit).isZero();
        assertThat(server.asked().getFirst().body())
                .contains(
                        "\"bytesPerDay\":50000000",
                        "\"from\":\"22:00:00\"",
                        "\"until\":\"04:30:00\"",
                        "\"transport\":\"HTTPS\"",
                        "\"activateAt\":\"2027-01-31T03:00:00Z\"",
                        "\"window\":\"PT1H\"",
                        "\"shadow\":{\"share\":0.1}",
                        "\"noWayBack\":true");
    }

    @Test
    void refusesHoursThatAreNone() {
        assertThat(ferry("rollout", "create", "meter-reader@2", "--hours", "22-4"))
                .isEqualTo(2);
        assertThat(typed.err()).contains("'22-4' are no hours");
    }

    @Test
    void watchesUntilTheRolloutEndsAndFailsUnlessItFinished() {
        server.answers("GET /rollouts/r1", 200, "{\"id\":\"r1\",\"state\":\"ROLLED_BACK\",\"why\":\"accuracy fell\"}");

        assertThat(ferry("rollout", "watch", "r1")).isEqualTo(1);
        assertThat(typed.out()).contains("ROLLED_BACK  accuracy fell");
    }
}
