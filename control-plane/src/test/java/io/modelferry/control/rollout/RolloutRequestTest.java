package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.fleet.Window;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.plan.Approval;
import io.modelferry.control.rollout.plan.Budget;
import io.modelferry.control.rollout.plan.Clearance;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.rollout.plan.Pacing;
import io.modelferry.control.rollout.plan.PlanCheck;
import io.modelferry.control.rollout.plan.PlanColumn;
import io.modelferry.control.rollout.plan.PlanOptions;
import io.modelferry.control.rollout.plan.Reach;
import io.modelferry.control.rollout.plan.Retry;
import io.modelferry.control.rollout.plan.RolloutPlan;
import io.modelferry.control.rollout.plan.StagePlan;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.report.FailureCode.Remedy;
import io.modelferry.protocol.report.UpdateState;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From the words of a request to a plan, and back from its column. */
final class RolloutRequestTest {

    private static final String EVERYTHING = """
            "stages": [
                {"lab": true, "soak": "PT1H"},
                {"filter": "site==zurich", "notBefore": "2027-03-01T08:00:00Z"},
                {"count": 50, "gates": [{"type": "accuracy-drop", "max": 0.1, "minSamples": 50}]},
                {"percent": 95}],
            "gate": {"deadline": "P2D"},
            "gates": [
                {"type": "success-share", "min": 0.9},
                {"type": "accuracy-drop", "byDevice": true},
                {"type": "latency-ratio", "max": 1.5, "action": "pause"},
                {"type": "error-rate", "max": 0.05},
                {"type": "drift", "action": "ADVANCE"},
                {"type": "webhook", "url": "https://gate.example/ask", "timeout": "PT3S"},
                {"type": "manual-approval"}],
            "target": "class==constrained", "holdOut": 5,
            "pacing": {"devicesPerMinute": 100, "growth": 3, "max": 5000},
            "budget": {"bytesPerHour": 1000000000, "bytesPerHourPerSite": 50000000},
            "window": {"days": ["MON", "friday"], "from": "22:00", "until": "04:00", "zone": "Europe/Berlin"},
            "slots": {"fetching": "PT2H", "trial": "PT1H"},
            "retry": {"retry": {"attempts": 3, "backOff": "PT1M"}},
            "weight": 700, "supersedes": ["r3"], "startAt": "2027-02-28T00:00:00Z",
            "approval": {"required": true, "above": 10}, "dryRun": true""";

    @Test
    void readsEverythingThatAPlanCanSay() {
        var plan = plan(EVERYTHING);

        PlanCheck.check(plan);
        assertThat(plan.stages()).extracting(StagePlan::name).containsExactly("lab", "stage 2", "50 devices", "95%");
        assertThat(plan.stages().get(1).notBefore()).isEqualTo("2027-03-01T08:00:00Z");
        assertThat(plan.reach()).isEqualTo(new Reach("class==constrained", 5));
        assertThat(plan.pace().pacing()).isEqualTo(new Pacing(100, 3, 5000));
        assertThat(plan.pace().budget()).isEqualTo(new Budget(1_000_000_000L, 50_000_000L));
        assertThat(plan.pace().window())
                .isEqualTo(new Window(
                        Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                        LocalTime.of(22, 0),
                        LocalTime.of(4, 0),
                        "Europe/Berlin"));
        assertThat(plan.pace().slots().longest(UpdateState.FETCHING)).contains(Duration.ofHours(2));
        assertThat(plan.pace().retry().of(Remedy.RETRY))
                .isEqualTo(new Retry.Attempts(3, Duration.ofMinutes(1), Duration.ofHours(6)));
        assertThat(plan.pace().retry().of(Remedy.FULL_DOWNLOAD)).isEqualTo(Retry.DEFAULT.of(Remedy.FULL_DOWNLOAD));
        assertThat(plan.clearance())
                .isEqualTo(new Clearance(
                        Instant.parse("2027-02-28T00:00:00Z"), new Approval(true, 10), 700, List.of("r3"), true));
    }

    @Test
    void aStagesGateTakesThePlaceOfThePlansOfItsKind() {
        var plan = plan(EVERYTHING);

        assertThat(plan.rules(0))
                .containsExactly(
                        new GateRule.SuccessShare(0.9, OnFailure.PAUSE),
                        new GateRule.FailureShare(0.05, 20, OnFailure.ROLL_BACK),
                        new GateRule.AccuracyDrop(0.03, 500, true, OnFailure.ROLL_BACK),
                        new GateRule.ErrorRate(0.05, null, 1000, OnFailure.ROLL_BACK),
                        new GateRule.LatencyRatio(1.5, Duration.ofMillis(10), 1000, OnFailure.PAUSE),
                        new GateRule.Drift(0.25, 1000, OnFailure.ADVANCE),
                        new GateRule.Webhook(
                                URI.create("https://gate.example/ask"), Duration.ofSeconds(3), OnFailure.PAUSE),
                        new GateRule.ManualApproval(OnFailure.STOP));
        assertThat(plan.rules(2)).hasSize(8).contains(new GateRule.AccuracyDrop(0.1, 50, false, OnFailure.ROLL_BACK));
    }

    @Test
    void theShortFormIsThreeGates() {
        var plan = plan("\"stages\": [{\"percent\": 100}], \"gate\": {\"maxAccuracyDrop\": 0.02, \"minSamples\": 70}");

        assertThat(plan.rules(0))
                .containsExactly(
                        GateRule.SuccessShare.DEFAULT,
                        GateRule.FailureShare.DEFAULT,
                        new GateRule.AccuracyDrop(0.02, 70, false, OnFailure.ROLL_BACK));
        assertThat(plan.options()).isEqualTo(PlanOptions.DEFAULT);
    }

    @Test
    void comesBackFromItsColumn() {
        var column = new PlanColumn();
        var plan = plan(EVERYTHING);

        assertThat(column.convertToEntityAttribute(column.convertToDatabaseColumn(plan)))
                .isEqualTo(plan);
    }

    /** As version 0.1.0 wrote it, by hand. */
    @Test
    void readsAPlanOfTheFirstRelease() {
        var plan = new PlanColumn().convertToEntityAttribute("""
                {"stages":[{"name":"lab","percent":null,"lab":true,"soak":"PT1M"},
                           {"name":"100%%","percent":100.0,"lab":false,"soak":"PT0S"}],
                 "gate":{"maxAccuracyDrop":0.03,"minSamples":500,"deadline":"P1D","maxFailureShare":0.05,
                         "minVerdicts":20,"minConfirmedShare":0.95},
                 "probation":%s,"delivery":null,"hold":false}""".formatted(
                        new String(ProtocolJson.write(Probation.DEFAULT), StandardCharsets.UTF_8)));

        assertThat(plan.stages())
                .containsExactly(StagePlan.lab(Duration.ofMinutes(1)), StagePlan.percent("100%", 100, Duration.ZERO));
        assertThat(plan.options()).isEqualTo(PlanOptions.DEFAULT);
        assertThat(plan.rules(1)).hasSize(3);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bad-stage             | stages[0]                  | \"stages\": [{\"percent\": 10, \"count\": 5}]",
                "bad-stage             | stages[0]                  | \"stages\": [{\"lab\": true, \"filter\": \"a==b\"}]",
                "bad-stage             | stages[1]                  | \"stages\": [{\"percent\": 1}, {}]",
                "bad-stage             | stages[1]                  | \"stages\": [{\"percent\": 1}, null]",
                "bad-stage-name        | stages[1].name             | \"stages\": [{\"percent\": 1, \"name\": \"a\"}, {\"percent\": 2, \"name\": \"a\"}]",
                "bad-percent           | stages[0].percent          | \"stages\": [{\"percent\": 0}]",
                "bad-percent           | stages[1].percent          | \"stages\": [{\"percent\": 50}, {\"percent\": 100}], \"holdOut\": 5",
                "stages-not-increasing | stages[2].percent          | \"stages\": [{\"percent\": 10}, {\"percent\": 50}, {\"percent\": 50, \"name\": \"x\"}]",
                "stages-not-increasing | stages[1].count            | \"stages\": [{\"count\": 10}, {\"count\": 9}]",
                "bad-count             | stages[0].count            | \"stages\": [{\"count\": 0}]",
                "stages-not-increasing | stages[1].lab              | \"stages\": [{\"percent\": 10}, {\"lab\": true}]",
                "stages-not-increasing | stages[1]                  | \"stages\": [{\"percent\": 100}, {\"filter\": \"a==b\"}]",
                "stages-overlap        | stages[1].filter           | \"stages\": [{\"filter\": \"a==b\"}, {\"filter\": \" a==b\"}]",
                "bad-filter            | stages[0].filter           | \"stages\": [{\"filter\": \"\"}]",
                "bad-filter            | stages[0].filter           | \"stages\": [{\"filter\": \"broken\"}]",
                "bad-filter            | target                     | \"stages\": [{\"percent\": 1}], \"target\": \"broken\"",
                "bad-soak              | stages[0].soak             | \"stages\": [{\"percent\": 1, \"soak\": \"-PT1S\"}]",
                "deadline-before-soak  | gate.deadline              | \"stages\": [{\"percent\": 1, \"soak\": \"P1D\"}]",
                "bad-not-before        | stages[1].notBefore        | \"stages\": [{\"percent\": 1, \"notBefore\": \"2027-02-01T00:00:00Z\"}, {\"percent\": 2, \"notBefore\": \"2027-01-01T00:00:00Z\"}]",
                "bad-not-before        | stages[0].notBefore        | \"stages\": [{\"percent\": 1, \"notBefore\": \"2027-01-01T00:00:00Z\"}], \"startAt\": \"2027-02-01T00:00:00Z\"",
                "bad-hold-out          | holdOut                    | \"stages\": [{\"percent\": 1}], \"holdOut\": 100",
                "bad-hold-out          | holdOut                    | \"stages\": [{\"percent\": 1}], \"holdOut\": -1",
                "bad-pacing            | pacing.devicesPerMinute    | \"stages\": [{\"percent\": 1}], \"pacing\": {}",
                "bad-pacing            | pacing.devicesPerMinute    | \"stages\": [{\"percent\": 1}], \"pacing\": {\"devicesPerMinute\": 0}",
                "bad-pacing            | pacing.growth              | \"stages\": [{\"percent\": 1}], \"pacing\": {\"devicesPerMinute\": 5, \"growth\": 0.5}",
                "bad-pacing            | pacing.max                 | \"stages\": [{\"percent\": 1}], \"pacing\": {\"devicesPerMinute\": 5, \"max\": 4}",
                "bad-budget            | budget.bytesPerHour        | \"stages\": [{\"percent\": 1}], \"budget\": {\"bytesPerHour\": 0}",
                "bad-budget            | budget.bytesPerHourPerSite | \"stages\": [{\"percent\": 1}], \"budget\": {\"bytesPerHourPerSite\": -1}",
                "bad-window            | window.from                | \"stages\": [{\"percent\": 1}], \"window\": {\"until\": \"04:00\"}",
                "bad-window            | window.until               | \"stages\": [{\"percent\": 1}], \"window\": {\"from\": \"04:00\", \"until\": \"04:00\"}",
                "bad-window            | window.days                | \"stages\": [{\"percent\": 1}], \"window\": {\"days\": [], \"from\": \"01:00\", \"until\": \"04:00\"}",
                "bad-window            | window.days[1]             | \"stages\": [{\"percent\": 1}], \"window\": {\"days\": [\"mon\", \"xy\"], \"from\": \"01:00\", \"until\": \"04:00\"}",
                "bad-window            | window.zone                | \"stages\": [{\"percent\": 1}], \"window\": {\"from\": \"01:00\", \"until\": \"04:00\", \"zone\": \"Europe/Atlantis\"}",
                "bad-slots             | slots.fetching             | \"stages\": [{\"percent\": 1}], \"slots\": {\"fetching\": \"PT0S\"}",
                "bad-slots             | slots.sleeping             | \"stages\": [{\"percent\": 1}], \"slots\": {\"sleeping\": \"PT1H\"}",
                "bad-slots             | slots.confirmed            | \"stages\": [{\"percent\": 1}], \"slots\": {\"confirmed\": \"PT1H\"}",
                "bad-retry             | retry.refuse.attempts      | \"stages\": [{\"percent\": 1}], \"retry\": {\"refuse\": {\"attempts\": 2}}",
                "bad-retry             | retry.retry.attempts       | \"stages\": [{\"percent\": 1}], \"retry\": {\"retry\": {\"attempts\": 0}}",
                "bad-retry             | retry.retry.backOff        | \"stages\": [{\"percent\": 1}], \"retry\": {\"retry\": {\"backOff\": \"PT2H\", \"longestBackOff\": \"PT1H\"}}",
                "bad-retry             | retry.later                | \"stages\": [{\"percent\": 1}], \"retry\": {\"later\": {}}",
                "bad-weight            | weight                     | \"stages\": [{\"percent\": 1}], \"weight\": 1001",
                "bad-supersedes        | supersedes[0]              | \"stages\": [{\"percent\": 1}], \"supersedes\": [\"x\"]",
                "bad-supersedes        | supersedes[1]              | \"stages\": [{\"percent\": 1}], \"supersedes\": [\"r1\", \"r1\"]",
                "bad-approval          | approval.above             | \"stages\": [{\"percent\": 1}], \"approval\": {\"above\": -1}",
                "bad-gate              | gate.maxAccuracyDrop       | \"stages\": [{\"percent\": 1}], \"gate\": {\"maxAccuracyDrop\": 0.1}, \"gates\": [{\"type\": \"accuracy-drop\"}]",
                "bad-gate              | gates[0].type              | \"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"vibes\"}]",
                "bad-gate              | gates[0].action            | \"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"drift\", \"action\": \"shrug\"}]",
                "bad-gate              | gates[0].minSamples        | \"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"drift\", \"minSamples\": 5}]",
                "bad-gate              | gates[1]                   | \"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"drift\"}, {\"type\": \"drift\", \"max\": 1}]",
                "bad-gate              | gates[0].max               | \"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"latency-ratio\", \"max\": 0.9}]",
                "bad-gate              | gates[0].maxRise           | \"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"error-rate\", \"maxRise\": 1.5}]",
                "bad-gate              | stages[0].gates[0].min     | \"stages\": [{\"percent\": 1, \"gates\": [{\"type\": \"success-share\", \"min\": 0}]}]",
                "bad-gate              | gates[0].timeout           | \"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"webhook\", \"url\": \"https://x.example\", \"timeout\": \"PT2M\"}]"
            })
    void refusesNamingTheField(String code, String field, String body) {
        assertThatThrownBy(() -> PlanCheck.check(plan(body), RolloutRequestTest::fault))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(code);
                    assertThat(refusal.detail()).startsWith(field + ": ");
                    assertThat(refusal.field()).as("for machines").isEqualTo(field);
                    assertThat(refusal.status().value()).isEqualTo(422);
                });
    }

    private static Optional<String> fault(String filter) {
        return filter.equals("broken") ? Optional.of("an operator is missing.") : Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ftp://hook",
                "http://",
                "hook.example/ask",
                "http://user:word@hook.example",
                "https://hook.example/#top",
                "http://hook.example:0/",
                "http://0.0.0.0/",
                "http://224.0.0.1/",
                "http://255.255.255.255/",
                "http://169.254.169.254/latest",
                "http://[::]/",
                "http://[fe80::1]/",
                "http://1.2.3/",
                "http://256.1.1.1/"
            })
    void refusesAWebhookThatNothingCanAnswerAt(String url) {
        var plan = "\"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"webhook\", \"url\": \"" + url + "\"}]";

        assertThatThrownBy(() -> PlanCheck.check(plan(plan)))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("gates[0].url: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://hook.example/a?b=c", "http://10.1.2.3:8080/", "http://127.0.0.1:9999/", "http://[::1]/"
            })
    void takesAWebhookThatSomethingCanAnswerAt(String url) {
        PlanCheck.check(
                plan("\"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"webhook\", \"url\": \"" + url + "\"}]"));
    }

    @ParameterizedTest
    @CsvSource({"latency-ratio,", "error-rate,", "manual-approval,", "drift, PAUSE"})
    void anotherGateThanAccuracyMayJudgeTheModel(String type, String action) {
        var said = action == null ? "" : ", \"action\": \"" + action + "\"";

        plan("\"stages\": [{\"percent\": 1}], \"gates\": [{\"type\": \"" + type + "\"" + said + "}]")
                .requireJudgement(new VersionName("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"success-share\"}",
                "{\"type\": \"failure-share\"}",
                "{\"type\": \"drift\", \"action\": \"ADVANCE\"}"
            })
    void healthyDevicesAloneDoNot(String gate) {
        var plan = plan("\"stages\": [{\"percent\": 1}], \"gates\": [" + gate + "]");

        assertThatThrownBy(() -> plan.requireJudgement(new VersionName("1")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("gate-required"));
    }

    private static RolloutPlan plan(String body) {
        var json = "{\"model\": \"meter-reader\", \"version\": \"2\", " + body + "}";
        var wanted = ProtocolJson.read(json.getBytes(StandardCharsets.UTF_8), RolloutRequest.class)
                .rollout();
        return new RolloutPlan(
                wanted.stages(),
                wanted.gate() == null ? Gate.DEVICES_ONLY : wanted.gate(),
                Probation.DEFAULT,
                wanted.delivery(),
                wanted.hold(),
                wanted.options());
    }
}
