package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.FakeControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans, second persons and the switch that holds the fleet, against a server of our own that answers as the API does. */
final class RolloutVerbsTest extends VerbsAgainstAServer {

    private static final String FROZEN =
            "{\"freeze\":{\"reason\":\"storm\",\"actor\":\"olga\",\"since\":\"2026-05-01T11:00:00Z\"}}";

    @ParameterizedTest
    @ValueSource(strings = {"approve", "deny", "retry"})
    void ordersWithAReason(String verb) {
        server.answers("POST /rollouts/r1/" + verb, 200, "{\"id\":\"r1\",\"state\":\"READY\",\"why\":\"w\"}");

        assertThat(ferry("rollout", verb, "r1", "--reason", "looked at it")).isZero();
        assertThat(server.last().body()).isEqualTo("{\"reason\":\"looked at it\"}");
        assertThat(typed.out()).contains("READY  w");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deny", "resume", "stop", "rollback", "retry", "trigger-next"})
    void overridesNothingWithoutAReason(String verb) {
        assertThat(ferry("rollout", verb, "r1")).isEqualTo(2);
        assertThat(typed.err()).contains("--reason");
    }

    @Test
    void listsTheDevicesInOneStateWithWhatFailed() {
        server.answers("GET /rollouts/r1/devices?limit=3&state=failed%2Crolled_back", 200, """
                        {"items":[{"device":"cam-07","state":"FAILED","online":false,"attempt":2,"failure":"ACCEPTANCE_FAILED",
                                   "detail":"accuracy 0.41","deltaBytes":0,"fullBytes":1048576},
                                  {"device":"cam-09","state":"ROLLED_BACK","online":true,"attempt":1,"failure":null,"detail":""}],
                         "next":"cam-09"}""")
                .answers("GET /rollouts/r1/devices?limit=1&state=failed%2Crolled_back&after=cam-09", 200, """
                        {"items":[{"device":"cam-11","state":"FAILED","online":true,"attempt":1,"failure":"NETWORK","detail":"gone"}],
                         "next":"cam-11"}""");

        assertThat(ferry("rollout", "devices", "r1", "--state", "failed,rolled_back", "--limit", "3"))
                .isZero();

        assertThat(typed.out())
                .contains("cam-07", "FAILED, offline", "ACCEPTANCE_FAILED: accuracy 0.41", "cam-09", "NETWORK: gone");
        assertThat(typed.err()).contains("there may be more");
    }

    @Test
    void asksAgainUnderTheSameNameAndStartsNothingTwice() {
        server.answers("POST /rollouts", 200, "{\"id\":\"r1\",\"state\":\"RUNNING\"}");

        assertThat(ferry("rollout", "create", "m@2", "--start", "--request-id", "night-42"))
                .isZero();

        assertThat(server.last().path()).isEqualTo("/rollouts");
        assertThat(server.last().idempotencyKey()).isEqualTo("night-42");
        assertThat(typed.out()).contains("started r1");
    }

    @Test
    void tellsTheTimelineWithWhoAndWhy() {
        server.answers("GET /rollouts/r1/timeline?limit=500", 200, """
                {"items":[{"at":"2026-05-01T12:00:00Z","kind":"GO_BACK","actor":"system","text":"accuracy dropped 7 points"}]}""");

        assertThat(ferry("rollout", "timeline", "r1")).isZero();
        assertThat(typed.out()).contains("2026-05-01T12:00:00Z", "GO_BACK", "system", "accuracy dropped 7 points");
    }

    @Test
    void takesAStageOfATenthOfAPercent() {
        server.answers("POST /rollouts", 201, "{\"id\":\"r1\",\"state\":\"READY\"}");

        assertThat(ferry("rollout", "create", "m@2", "--stages", "0.1%,12.5,100%"))
                .isZero();
        assertThat(server.last().body())
                .contains("\"name\":\"0.1 %\"")
                .containsPattern("\"percent\":0\\.1[,}]")
                .containsPattern("\"percent\":12\\.5[,}]")
                .containsPattern("\"percent\":100[,}]");
        for (var none : new String[] {"0%", "100.1%", "0.0001%", "ten"}) {
            assertThat(ferry("rollout", "create", "m@2", "--stages", none)).isEqualTo(2);
        }
    }

    @Test
    void saysThatAMoveOfAnAliasWaitsAndWhatTheSecondPersonTypes() {
        server.answers(
                        "PUT /models/m/aliases/production",
                        202,
                        "{\"id\":7,\"version\":\"2\",\"state\":\"WAITING\",\"expiresAt\":\"2026-05-04T12:00:00Z\"}")
                .answers(
                        "POST /models/m/aliases/production/approve", 200, "{\"version\":\"2\",\"approvedBy\":\"ben\"}");

        assertThat(ferry("model", "alias", "set", "m@production", "2", "--reason", "won"))
                .isZero();
        assertThat(typed.out())
                .contains(
                        "waits for a second person", "ferry model alias approve m@production --request 7 --reason WHY")
                .doesNotContain("is 2");

        assertThat(ferry("model", "alias", "approve", "m@production", "--request", "7", "--reason", "read it"))
                .isZero();
        assertThat(server.last().body()).contains("\"reason\":\"read it\"", "\"request\":7");
        assertThat(typed.out()).contains("m@production is 2");
    }

    @Test
    void warnsOfAVersionThatCallersMustChangeWithBeforeItStarts() {
        server.answers(
                        "POST /rollouts",
                        201,
                        "{\"id\":\"r1\",\"model\":\"m\",\"version\":\"2\",\"previousVersion\":\"1\",\"state\":\"READY\"}")
                .answers("GET /models/m/versions/1/diff?to=2", 200, "{\"breaking\":[\"input 'x' is gone\"]}");

        assertThat(ferry("rollout", "create", "m@2")).isZero();

        assertThat(typed.err()).contains("callers must change with it: input 'x' is gone");
        assertThat(server.asked()).extracting(FakeControlPlane.Asked::method).containsExactly("POST", "GET");
    }

    @Test
    void saysWhomARolloutIsAboutAndHowFastItGoes() {
        server.answers("POST /rollouts", 201, "{\"id\":\"r1\",\"state\":\"READY\"}");

        var exit = ferry(
                "rollout",
                "create",
                "m@2",
                "--target",
                "site==quay",
                "--hold-out",
                "10",
                "--stages",
                "90%",
                "--per-minute",
                "20",
                "--start-at",
                "2027-01-31T03:00:00Z",
                "--supersedes",
                "r7,r8");

        assertThat(exit).isZero();
        assertThat(server.last().body())
                .contains(
                        "\"target\":\"site==quay\"",
                        "\"holdOut\":10.0",
                        "\"pacing\":{\"devicesPerMinute\":20.0}",
                        "\"startAt\":\"2027-01-31T03:00:00Z\"",
                        "\"supersedes\":[\"r7\",\"r8\"]")
                .doesNotContain("dryRun");
    }

    @Test
    void sendsAPlanAsItStandsAndLetsWhatIsTypedWinFieldByField() throws IOException {
        Files.writeString(folder.resolve("plan.json"), """
                {"model":"m","version":"2","weight":700,"stages":[{"count":5}],"gate":{"maxAccuracyDrop":0.1,"minVerdicts":7},
                 "pacing":{"devicesPerMinute":3,"growth":4},"budget":null}""");
        server.answers("POST /rollouts", 201, "{\"id\":\"r1\",\"state\":\"READY\"}");

        assertThat(ferry("rollout", "create", "--plan", "plan.json")).isZero();
        assertThat(server.last().body())
                .isEqualTo("{\"model\":\"m\",\"version\":\"2\",\"weight\":700,\"stages\":[{\"count\":5}],"
                        + "\"gate\":{\"maxAccuracyDrop\":0.1,\"minVerdicts\":7},"
                        + "\"pacing\":{\"devicesPerMinute\":3,\"growth\":4},\"budget\":null}");

        var exit = ferry(
                "rollout", "create", "m@3", "--plan", "plan.json", "--max-drop", "0.02", "--per-minute", "9", "--hold");

        assertThat(exit).isZero();
        assertThat(server.last().body())
                .contains(
                        "\"version\":\"3\"",
                        "\"gate\":{\"maxAccuracyDrop\":0.02,\"minVerdicts\":7}",
                        "\"pacing\":{\"devicesPerMinute\":9.0,\"growth\":4}",
                        "\"stages\":[{\"count\":5}]",
                        "\"hold\":true")
                .doesNotContain("minSamples", "deadline");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{\"model\":", ""})
    void refusesAPlanThatIsNone(String text) throws IOException {
        Files.writeString(folder.resolve("plan.json"), text);

        assertThat(ferry("rollout", "create", "--plan", "plan.json")).isEqualTo(2);
        assertThat(typed.err()).contains("plan.json holds no").hasLineCount(1);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void isUsageWithoutAVersionOrWithASoakForThePlansStages() throws IOException {
        Files.writeString(
                folder.resolve("plan.json"), "{\"model\":\"m\",\"version\":\"2\",\"stages\":[{\"lab\":true}]}");

        assertThat(ferry("rollout", "create")).isEqualTo(2);
        assertThat(ferry("rollout", "create", "--plan", "plan.json", "--soak", "5s"))
                .isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aDryRunShowsThePlanAndStartsNothing() {
        server.answers(
                "POST /rollouts",
                201,
                "{\"id\":\"r9\",\"model\":\"m\",\"version\":\"2\",\"state\":\"READY\",\"counts\":{\"targeted\":40,\"queued\":40}}");

        assertThat(ferry("rollout", "create", "m@2", "--dry-run", "--start")).isZero();
        assertThat(server.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.body()).contains("\"dryRun\":true"));
        assertThat(typed.out()).contains("nothing was written", "targeted 40, queued 40");
    }

    @Test
    void aRolloutThatNeedsASecondPersonIsCreatedAndNotStarted() {
        server.answers("POST /rollouts", 201, "{\"id\":\"r1\",\"state\":\"AWAITING_APPROVAL\"}");

        assertThat(ferry("rollout", "create", "m@2", "--start")).isZero();
        assertThat(server.asked()).hasSize(1);
        assertThat(typed.out()).contains("a second person must agree", "ferry rollout approve r1");
    }

    @Test
    void showsTheGatesAndTheQueue() {
        server.answers("GET /rollouts/r1", 200, """
                {"id":"r1","model":"m","version":"2","state":"RUNNING","why":"w","createdBy":"olga",
                "stages":[{"name":"5 devices","percent":null,"lab":false,"state":"CURRENT","devices":3,"size":5,"soak":"PT1M"}],
                "gates":[{"gate":"error-rate","verdict":"CANNOT_TELL","why":"too few answers"}],
                "counts":{"targeted":40,"queued":37,"expired":1},"bytes":{}}""");

        assertThat(ferry("rollout", "show", "r1")).isZero();
        assertThat(typed.out())
                .containsPattern("5 devices +- +CURRENT +3 +5 +1 min")
                .containsPattern("error-rate +cannot tell +too few answers")
                .contains("by:  olga", "queued 37, expired 1");
    }

    @Test
    void watchingEndsWhenTheSecondPersonSaysNo() {
        server.answers("GET /rollouts/r1", 200, "{\"id\":\"r1\",\"state\":\"DENIED\",\"why\":\"not today\"}");

        assertThat(ferry("rollout", "watch", "r1")).isEqualTo(1);
        assertThat(typed.out()).contains("DENIED  not today");
    }

    @Test
    void freezesAsksAndThaws() {
        server.answers("PUT /freeze", 200, FROZEN)
                .answers("GET /freeze", 200, FROZEN)
                .answers("DELETE /freeze", 200, "{\"freeze\":null}");

        assertThat(ferry("freeze", "--reason", "storm")).isZero();
        assertThat(server.last().body()).isEqualTo("{\"reason\":\"storm\"}");
        assertThat(ferry("freeze", "--status")).isZero();
        assertThat(server.last().method()).isEqualTo("GET");
        assertThat(ferry("thaw", "--reason", "it passed")).isZero();
        assertThat(server.last().body()).isEqualTo("{\"reason\":\"it passed\"}");
        assertThat(typed.out().lines())
                .containsExactly(
                        "frozen since 2026-05-01T11:00:00Z by olga: storm",
                        "frozen since 2026-05-01T11:00:00Z by olga: storm",
                        "not frozen: rollouts may move");
    }

    @Test
    void freezingWithoutAReasonOrAskingWithOneIsUsage() {
        assertThat(ferry("freeze")).isEqualTo(2);
        assertThat(ferry("freeze", "--reason", "x", "--status")).isEqualTo(2);
        assertThat(ferry("thaw")).isEqualTo(2);
        assertThat(server.asked()).isEmpty();
    }
}
