package io.modelferry.control.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.plan.Feasibility.Objection;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What could never be told, and what could hardly be, before anything runs. */
final class FeasibilityTest {

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final StagePlan LAB = StagePlan.lab(Duration.ZERO);
    private static final StagePlan ONE = StagePlan.percent("1%", 1, Duration.ZERO);
    private static final StagePlan HALF = StagePlan.percent("50%", 50, Duration.ZERO);
    private static final StagePlan ALL = StagePlan.percent("100%", 100, Duration.ZERO);
    private static final FleetFacts FLEET = fleet(2000, true, 10.0, 1000.0);

    @Test
    void nothingSpeaksAgainstAPlanThatFits() {
        assertThat(Feasibility.objections(plan(GateRule.AccuracyDrop.DEFAULT, HALF, ALL), FLEET))
                .isEmpty();
        Feasibility.require(plan(GateRule.LatencyRatio.DEFAULT, ONE, ALL), FLEET);
    }

    static Stream<Arguments> rows() {
        var accuracy = GateRule.AccuracyDrop.DEFAULT;
        var latency = GateRule.LatencyRatio.DEFAULT;
        return Stream.of(
                row(
                        "no labels ever",
                        "gate-without-labels",
                        "gates[0]",
                        plan(accuracy, HALF, ALL),
                        fleet(2000, false, null, 1000.0)),
                row("too few labels", "stage-too-small", "gates[0]", plan(accuracy, ONE, ALL), FLEET),
                row(
                        "too few inferences",
                        "stage-too-small",
                        "gates[0]",
                        plan(latency, ONE, ALL),
                        fleet(2000, true, 10.0, 1.0)),
                row(
                        "too few devices",
                        "stage-too-small",
                        "gates[0]",
                        plan(latency, ONE, ALL),
                        fleet(300, true, 10.0, 9e9)),
                row("no classes", "gate-without-classes", "gates[0]", plan(GateRule.Drift.DEFAULT, HALF, ALL), FLEET),
                row("nobody to compare with", "no-control", "gates[0]", plan(accuracy, ALL), FLEET),
                row("no earlier version", "no-control", "gates[0]", plan(accuracy, HALF), first()),
                row("a lab of nobody", "stage-empty", "stages[0].lab", plan(null, LAB, ALL), FLEET),
                row(
                        "a filter that fits nobody",
                        "stage-empty",
                        "stages[0].filter",
                        plan(null, StagePlan.filter("x", "a==b", Duration.ZERO), ALL),
                        FLEET),
                row(
                        "more than there are",
                        "stage-too-large",
                        "stages[0].count",
                        plan(null, StagePlan.count("x", 2001, Duration.ZERO)),
                        FLEET),
                row(
                        "a share below a count",
                        "stages-not-increasing",
                        "stages[1].percent",
                        plan(null, StagePlan.count("x", 1001, Duration.ZERO), HALF),
                        FLEET),
                row("no device", "no-devices", "target", plan(null, ALL), fleet(0, true, 1.0, 1.0)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rows")
    void objects(String row, String code, String field, RolloutPlan plan, FleetFacts facts) {
        assertThat(Feasibility.objections(plan, facts))
                .as(row)
                .extracting(Objection::code, Objection::field)
                .contains(org.assertj.core.groups.Tuple.tuple(code, field));
        assertThatThrownBy(() -> Feasibility.require(plan, facts))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.status().value()).isEqualTo(422));
    }

    @Test
    void namesWhereTheGateWasWritten() {
        var none = fleet(2000, false, null, 1000.0);
        var shortForm = new RolloutPlan(List.of(HALF), gate(0.03), Probation.DEFAULT, null, false, PlanOptions.DEFAULT);
        var ofTheStage = new StagePlan(
                "50%", 50.0, false, Duration.ZERO, null, null, null, List.of(GateRule.AccuracyDrop.DEFAULT));

        assertThat(Feasibility.objections(shortForm, none))
                .extracting(Objection::field)
                .containsExactly("gate.maxAccuracyDrop");
        assertThat(Feasibility.objections(plan(null, LAB, ofTheStage), none))
                .extracting(Objection::field)
                .contains("stages[1].gates[0]");
    }

    @Test
    void aHoldOutIsAControlToTheLastStage() {
        var options = new PlanOptions(
                List.of(GateRule.AccuracyDrop.DEFAULT), new Reach("", 50), Pace.AT_ONCE, Clearance.DEFAULT);
        var plan = new RolloutPlan(List.of(HALF), Gate.DEVICES_ONLY, Probation.DEFAULT, null, false, options);

        assertThat(Feasibility.objections(plan, FLEET)).isEmpty();
        assertThat(plan.reach().reachedBy(HALF)).isTrue();
        assertThat(StageSize.of(plan, FLEET)).containsExactly(new StageSize(1000, 1000, 1000));
    }

    @Test
    void aStartInThePastIsNone() {
        var late = new Clearance(NOW.minusSeconds(1), Approval.BY_SIZE, 500, List.of(), false);
        var options = new PlanOptions(List.of(), Reach.EVERYBODY, Pace.AT_ONCE, late);
        var plan = new RolloutPlan(List.of(ALL), Gate.DEVICES_ONLY, Probation.DEFAULT, null, false, options);

        assertThat(Feasibility.objections(plan, FLEET))
                .extracting(Objection::field)
                .containsExactly("startAt");
    }

    @Test
    void cohortsOfALotLieInsideEachOther() {
        var facts = new FleetFacts(1000, List.of(10L, 0L, 0L), true, true, 1.0, 1.0, 0.9, true, NOW);

        assertThat(StageSize.of(plan(null, LAB, HALF, ALL), facts))
                .containsExactly(
                        new StageSize(10, 10, 990), new StageSize(500, 510, 490), new StageSize(1000, 1000, 0));
    }

    /** 20 devices with 10 labels each: 200 of the 5,000 or so that two points take beside a large control. */
    @Test
    void warnsOfAStageThatCannotSeeTheDrop() {
        var plan = plan(new GateRule.AccuracyDrop(0.02, 100, false, OnFailure.ROLL_BACK), ONE, ALL);

        assertThat(PowerWarning.of(plan, FLEET))
                .singleElement()
                .asString()
                .matches(
                        "stages\\[0] \\(1%\\): cannot see a drop of 2\\.0 points: about 200 labelled samples come within PT24H,"
                                + " [1-9]\\d{3} more are needed.*");
    }

    @Test
    void theNumberItNamesIsEnough() {
        var rule = new GateRule.AccuracyDrop(0.02, 100, false, OnFailure.ROLL_BACK);
        var warning = PowerWarning.of(plan(rule, ONE, ALL), FLEET).getFirst();
        var more = Long.parseLong(warning.replaceAll(".*PT24H, (\\d+) more.*", "$1"));

        assertThat(PowerWarning.of(plan(rule, ONE, ALL), fleet(2000, true, (200 + more) / 20.0, 1.0)))
                .isEmpty();
        assertThat(PowerWarning.of(plan(rule, ONE, ALL), fleet(2000, true, (200 + more - 20) / 20.0, 1.0)))
                .hasSize(1);
    }

    @Test
    void warnsOfAMarginOfNothingAndOfNothingUnknown() {
        var zero = plan(new GateRule.AccuracyDrop(0, 100, false, OnFailure.ROLL_BACK), HALF, ALL);

        assertThat(PowerWarning.of(zero, FLEET)).singleElement().asString().contains("margin of 0");
        assertThat(PowerWarning.of(zero, fleet(2000, true, null, 1.0))).isEmpty();
        assertThat(PowerWarning.of(plan(GateRule.LatencyRatio.DEFAULT, ONE), FLEET))
                .isEmpty();
    }

    private static RolloutPlan plan(@Nullable GateRule rule, StagePlan... stages) {
        var gates = rule == null ? List.<GateRule>of() : List.of(rule);
        var options = new PlanOptions(gates, Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT);
        return new RolloutPlan(List.of(stages), Gate.DEVICES_ONLY, Probation.DEFAULT, null, false, options);
    }

    private static Gate gate(double drop) {
        return new Gate(drop, 500, Duration.ofDays(1), 0.05, 20, 0.95);
    }

    private static FleetFacts fleet(
            long targets, boolean labelsSeen, @Nullable Double labels, @Nullable Double inferences) {
        return new FleetFacts(targets, List.of(), true, labelsSeen, labels, inferences, 0.9, false, NOW);
    }

    private static FleetFacts first() {
        return new FleetFacts(2000, List.of(), false, true, 10.0, 1000.0, 0.9, false, NOW);
    }

    private static Arguments row(String name, String code, String field, RolloutPlan plan, FleetFacts facts) {
        return Arguments.of(name, code, field, plan, facts);
    }
}
