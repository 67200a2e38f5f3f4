package io.modelferry.control.rollout.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.gate.GateAnswers.Word;
import io.modelferry.control.rollout.gate.GateDecision.Advance;
import io.modelferry.control.rollout.gate.GateDecision.GoBack;
import io.modelferry.control.rollout.gate.GateDecision.Halt;
import io.modelferry.control.rollout.gate.GateDecision.Hold;
import io.modelferry.control.rollout.gate.GateDecision.Stop;
import io.modelferry.control.rollout.gate.GateDecision.Wait;
import io.modelferry.control.rollout.gate.Judge.Arm;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.gate.Judge.Question;
import io.modelferry.control.rollout.gate.StageGate.Ruling;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several gates, one decision. */
final class TypedGatesTest {

    private static final Duration DEADLINE = Duration.ofHours(1);
    private static final Duration EARLY = Duration.ofMinutes(1);
    private static final StageCounts ALL = new StageCounts(40, 40, 40, 0, 40, 0);
    private static final StageCounts SOME = new StageCounts(40, 40, 12, 0, 12, 0);
    private static final StageCounts BAD = new StageCounts(40, 40, 30, 10, 40, 10);

    private static final GateRule.AccuracyDrop ACCURACY = GateRule.AccuracyDrop.DEFAULT;
    private static final GateRule.LatencyRatio LATENCY =
            new GateRule.LatencyRatio(1.2, Duration.ZERO, 10, OnFailure.PAUSE);
    private static final GateRule.ErrorRate ERRORS = new GateRule.ErrorRate(0.1, null, 10, OnFailure.STOP);
    private static final GateRule.Drift DRIFT = new GateRule.Drift(0.2, 10, OnFailure.ADVANCE);
    private static final GateRule.Webhook HOOK =
            new GateRule.Webhook(URI.create("https://gate.example/ask"), Duration.ofSeconds(1), OnFailure.PAUSE);
    private static final GateRule.ManualApproval PERSON = GateRule.ManualApproval.DEFAULT;
    private static final List<GateRule> RULES = List.of(
            GateRule.SuccessShare.DEFAULT,
            GateRule.FailureShare.DEFAULT,
            ACCURACY,
            ERRORS,
            LATENCY,
            DRIFT,
            HOOK,
            PERSON);

    private static final WebhookAnswer YES = new WebhookAnswer(WebhookAnswer.Verdict.PASS, "fine");
    private static final Word APPROVED = new Word(true, "ben", "looked at it");

    @Test
    void advancesWhenEverythingPassed() {
        var ruling = decide(ALL, EARLY, answers(Map.of(), YES, APPROVED));

        assertThat(ruling.decision()).isInstanceOf(Advance.class);
        assertThat(ruling.decision().why())
                .contains(
                        "40/40 online devices confirmed",
                        "accuracy-drop kept",
                        "gate.example: fine",
                        "approved by ben");
        assertThat(ruling.standings()).extracting(GateStanding::verdict).containsOnly("PASSED");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({"accuracy-drop, GoBack", "latency-ratio, Halt", "error-rate,    Stop", "drift,         Advance"})
    void doesWhatTheFailedGateAsksFor(String gate, String decision) {
        var ruling = decide(ALL, EARLY, answers(Map.of(gate, "worse"), YES, APPROVED));

        assertThat(ruling.decision().getClass().getSimpleName()).isEqualTo(decision);
        assertThat(ruling.decision().why()).contains(gate + " broken");
        assertThat(ruling.standings())
                .filteredOn(standing -> standing.gate().equals(gate))
                .singleElement()
                .satisfies(standing -> {
                    assertThat(standing.verdict()).isEqualTo("FAILED");
                    assertThat(standing.action()).isNotNull();
                });
    }

    @Test
    void theWorstNewsComesFirst() {
        var answers =
                answers(Map.of("accuracy-drop", "worse", "latency-ratio", "worse", "error-rate", "worse"), null, null);

        assertThat(decide(SOME, EARLY, answers).decision())
                .as("before everybody has it, too")
                .isInstanceOfSatisfying(
                        GoBack.class, back -> assertThat(back.why()).contains("accuracy-drop"));
        assertThat(decide(ALL, EARLY, answers(Map.of("latency-ratio", "worse", "error-rate", "worse"), null, null))
                        .decision())
                .isInstanceOf(Stop.class);
        assertThat(decide(BAD, EARLY, answers(Map.of("latency-ratio", "worse"), null, null))
                        .decision())
                .isInstanceOfSatisfying(
                        GoBack.class, back -> assertThat(back.why()).contains("10 of 40 devices"));
    }

    @Test
    void doesNotGoBackToNothing() {
        var facts = new StageFacts(
                ALL,
                EARLY,
                Duration.ZERO,
                Duration.ZERO,
                false,
                false,
                "there is no earlier version to go back to",
                "",
                "");

        assertThat(StageGate.decide(RULES, DEADLINE, facts, answers(Map.of("accuracy-drop", "worse"), YES, APPROVED))
                        .decision())
                .isInstanceOfSatisfying(
                        Halt.class, halt -> assertThat(halt.why()).contains("no earlier version"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"accuracy-drop", "latency-ratio", "error-rate", "drift"})
    void whatCannotBeToldHoldsAndHaltsAtTheDeadline(String gate) {
        var answers = answers(Map.of(gate, "unclear"), YES, APPROVED);

        assertThat(decide(ALL, EARLY, answers).decision())
                .isInstanceOfSatisfying(
                        Hold.class, hold -> assertThat(hold.on()).isEqualTo(Wait.EVIDENCE));
        assertThat(decide(ALL, DEADLINE, answers).decision())
                .isInstanceOfSatisfying(
                        Halt.class,
                        halt -> assertThat(halt.why())
                                .isEqualTo("no answer within 60 min: cannot tell: " + gate + " unclear"));
    }

    /** The brake fails closed: who judges falls over, and the stage stands. */
    @Test
    void aJudgeThatFailsHasNotAnswered() {
        Judge broken = question -> {
            throw new IllegalStateException("the database is gone");
        };
        var answers = ask(broken, arm("t"), arm("c")).with(Map.of(HOOK, YES)).with(APPROVED);

        assertThat(decide(ALL, EARLY, answers).decision()).isInstanceOf(Hold.class);
        assertThat(decide(ALL, DEADLINE, answers).decision())
                .isInstanceOfSatisfying(
                        Halt.class,
                        halt -> assertThat(halt.why()).contains("could not be evaluated", "the database is gone"));
    }

    @Test
    void aJudgementThatIsMissingDoesNotPass() {
        var answers = new GateAnswers(Map.of(), true, Map.of(HOOK, YES), APPROVED);

        assertThat(decide(ALL, EARLY, answers).decision()).isInstanceOf(Hold.class);
        assertThat(decide(ALL, DEADLINE, answers).decision()).isInstanceOf(Halt.class);
    }

    @Test
    void withNobodyLeftOnlyRulesWithoutAControlAreAsked() {
        var asked = new ArrayList<Question>();
        var answers = ask(
                        question -> {
                            asked.add(question);
                            return new Judgement.Worse(null, "too many errors", null);
                        },
                        arm("t"),
                        null)
                .with(Map.of(HOOK, YES))
                .with(APPROVED);

        assertThat(asked).extracting(Question::rule).containsExactly(ERRORS);
        assertThat(decide(ALL, EARLY, answers).decision()).isInstanceOf(Stop.class);
    }

    /** An arm of nobody is not asked about: it would be the same as one of everybody. */
    @Test
    void anArmOfNobodyCannotBeTold() {
        Judge fond = question -> new Judgement.Passed(null, "fine", null);

        assertThat(ask(fond, Arm.NOBODY, arm("c")).judgements().values())
                .hasSize(4)
                .allSatisfy(judgement -> assertThat(judgement.summary()).isEqualTo("no device is in treatment"));
        assertThat(ask(fond, arm("t"), Arm.NOBODY).judgements())
                .hasEntrySatisfying(
                        ACCURACY, judgement -> assertThat(judgement.summary()).isEqualTo("no device is in control"))
                .hasEntrySatisfying(
                        ERRORS, judgement -> assertThat(judgement.summary()).isEqualTo("fine"));
    }

    @Test
    void severalTestsShareOneChanceOfError() {
        var asked = new ArrayList<Question>();
        ask(
                question -> {
                    asked.add(question);
                    return new Judgement.CannotTell(null, "nothing yet");
                },
                arm("t"),
                arm("c"));

        assertThat(asked)
                .hasSize(4)
                .allSatisfy(question -> assertThat(question.alpha()).isEqualTo(0.05 / 3));
    }

    @Test
    void aWebhookIsAskedOnceTheOthersPassed() {
        assertThat(decide(SOME, EARLY, answers(Map.of(), null, null)).dueWebhooks())
                .isEmpty();
        assertThat(decide(ALL, EARLY, answers(Map.of("drift", "unclear"), null, null))
                        .dueWebhooks())
                .isEmpty();
        assertThat(decide(ALL, EARLY, answers(Map.of(), null, null)).dueWebhooks())
                .containsExactly(HOOK);
        assertThat(decide(ALL, EARLY, answers(Map.of(), YES, null)).dueWebhooks())
                .isEmpty();
        assertThat(decide(ALL, EARLY, answers(Map.of(), WebhookAnswer.none("timed out"), null))
                        .dueWebhooks())
                .as("again")
                .containsExactly(HOOK);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"PASS, Hold, Hold", "FAIL, Halt, Halt", "WAIT, Hold, Halt", "NONE, Hold, Halt"})
    void aWebhooksWord(WebhookAnswer.Verdict verdict, String early, String late) {
        var answers = answers(Map.of(), new WebhookAnswer(verdict, "because"), null);

        assertThat(decide(ALL, EARLY, answers).decision().getClass().getSimpleName())
                .isEqualTo(early);
        assertThat(decide(ALL, DEADLINE, answers).decision().getClass().getSimpleName())
                .isEqualTo(late);
    }

    @Test
    void aPersonIsAskedLastAndHasTime() {
        assertThat(decide(ALL, EARLY, answers(Map.of(), YES, null)).decision())
                .isInstanceOfSatisfying(
                        Hold.class, hold -> assertThat(hold.on()).isEqualTo(Wait.APPROVAL));
        assertThat(decide(ALL, DEADLINE.multipliedBy(90), answers(Map.of(), YES, null))
                        .decision())
                .as("long after the deadline")
                .isInstanceOf(Hold.class);
        assertThat(decide(SOME, EARLY, answers(Map.of(), YES, null)).decision())
                .isInstanceOfSatisfying(
                        Hold.class, hold -> assertThat(hold.on()).isEqualTo(Wait.DEVICES));
        assertThat(decide(ALL, EARLY, answers(Map.of(), YES, new Word(false, "ben", "too warm")))
                        .decision())
                .isInstanceOfSatisfying(
                        Stop.class, stop -> assertThat(stop.why()).isEqualTo("denied by ben: too warm"));
    }

    private static Ruling decide(StageCounts counts, Duration waited, GateAnswers answers) {
        return StageGate.decide(RULES, DEADLINE, facts(counts, waited), answers);
    }

    private static StageFacts facts(StageCounts counts, Duration waited) {
        return new StageFacts(counts, waited, Duration.ZERO, Duration.ZERO, false, false, "", "", "");
    }

    /** @param said of the gates that are named, {@code worse} or {@code unclear}; the others pass */
    private static GateAnswers answers(Map<String, String> said, @Nullable WebhookAnswer hook, @Nullable Word word) {
        var judgements = new HashMap<GateRule.Measured, Judgement>();
        for (var rule : List.<GateRule.Measured>of(ACCURACY, LATENCY, ERRORS, DRIFT)) {
            judgements.put(
                    rule,
                    switch (said.getOrDefault(rule.name(), "")) {
                        case "worse" -> new Judgement.Worse(null, rule.name() + " broken", null);
                        case "unclear" -> new Judgement.CannotTell(null, rule.name() + " unclear", null);
                        default -> new Judgement.Passed(null, rule.name() + " kept", null);
                    });
        }
        return new GateAnswers(judgements, true, hook == null ? Map.of() : Map.of(HOOK, hook), word);
    }

    private static GateAnswers ask(Judge judge, Arm treatment, @Nullable Arm control) {
        var stage = new GateAnswers.Stage("r1", new ModelName("m"), Instant.EPOCH, RULES);
        return GateAnswers.ask(judge, stage, treatment, control);
    }

    private static Arm arm(String name) {
        return new Arm(Set.of(new ArtifactDigest("a".repeat(64))), Set.of(new DeviceId("cam-" + name)));
    }
}
