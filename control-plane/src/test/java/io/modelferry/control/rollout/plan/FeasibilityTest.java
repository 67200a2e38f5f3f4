package io.modelferry.control.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.plan.Feasibility.Objection;
import io.modelferry.protocol.VersionName;
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
    private static final VersionName PREVIOUS = new VersionName("1");
    private static final StagePlan LAB = StagePlan.lab(Duration.ZERO);
    private static final StagePlan ONE = StagePlan.percent("1%", 1, Duration.ZERO);
    private static final StagePlan HALF = StagePlan.percent("50%", 50, Duration.ZERO);
    private static final StagePlan ALL = StagePlan.percent("100%", 100, Duration.ZERO);
    private static final FleetFacts FLEET = fleet(2000);
    private static final FieldRates RATES = new FieldRates(10 / 24.0, 1000 / 24.0, true, 0.001, 0.9);
    private static final GateRule LATENCY = GateRule.LatencyRatio.DEFAULT;
    private static final GateRule ACCURACY = GateRule.AccuracyDrop.DEFAULT;

    @Test
    void nothingSpeaksAgainstAPlanThatFits() {
        assertThat(Feasibility.objections(plan(ACCURACY, HALF, ALL), FLEET)).isEmpty();
        Feasibility.require(plan(LATENCY, ONE, ALL), FLEET);
    }

    static Stream<Arguments> rows() {
        var never = Feasibility.NEVER_EVALUATED;
        var byDevice = new GateRule.AccuracyDrop(0.02, 100, true, OnFailure.ROLL_BACK);
        var errors = new GateRule.ErrorRate(0.1, null, 100, OnFailure.ROLL_BACK);
        return Stream.of(
                row("too few devices", never, "gates[0]", plan(LATENCY, ONE, ALL), fleet(300)),
                row("too few devices to count by", never, "gates[0]", plan(byDevice, ONE, ALL), fleet(300)),
                row("too few devices for a rate", never, "gates[0]", plan(errors, ALL), fleet(4)),
                row("too few devices in control", never, "gates[0]", plan(LATENCY, most()), fleet(300)),
                row("nobody to compare with", never, "gates[0]", plan(ACCURACY, ALL), FLEET),
                row("nobody where the stage compares", never, "stages[1].gates[0]", plan(null, HALF, whole()), FLEET),
                row("no earlier version", never, "gates[0]", plan(ACCURACY, HALF), first()),
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
                        FLEET));
    }

    private static StagePlan most() {
        return StagePlan.percent("99%", 99, Duration.ZERO);
    }

    private static StagePlan whole() {
        return new StagePlan("100%", 100.0, false, Duration.ZERO, null, null, null, List.of(ACCURACY));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rows")
    void objects(String row, String code, String field, RolloutPlan plan, FleetFacts facts) {
        assertThat(Feasibility.objections(plan, facts))
                .as(row)
                .extracting(Objection::code, Objection::field)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(code, field));
        assertThatThrownBy(() -> Feasibility.require(plan, facts))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.status().value()).isEqualTo(422));
    }

    @Test
    void namesTheNumberThatRulesAGateOut() {
        assertThat(Feasibility.objections(plan(LATENCY, ONE, ALL), fleet(300)))
                .singleElement()
                .extracting(Objection::line)
                .asString()
                .startsWith("gates[0]: stage '1%' comes to 3 devices with the version and 297 without")
                .contains("fewer than 5");
    }

    @Test
    void namesWhereTheGateWasWritten() {
        var shortForm = new RolloutPlan(List.of(ALL), gate(0.03), Probation.DEFAULT, null, false, PlanOptions.DEFAULT);

        assertThat(Feasibility.objections(shortForm, FLEET))
                .extracting(Objection::field)
                .containsExactly("gate.maxAccuracyDrop");
    }

    /** A few devices that answer without a label may do better tomorrow: this is for a warning. */
    @Test
    void whatIsOnlyUnlikelyIsNotRefused() {
        assertThat(Feasibility.objections(plan(ACCURACY, ONE, ALL), fleet(20))).isEmpty();
        assertThat(PowerWarning.of(plan(ACCURACY, ONE, ALL), fleet(20), new FieldRates(0, 1000, true, 0.0, null)))
                .singleElement()
                .asString()
                .contains("no device sent a label");
    }

    @Test
    void aHoldOutIsAControlToTheLastStage() {
        var options = new PlanOptions(List.of(ACCURACY), new Reach("", 50), Pace.AT_ONCE, Clearance.DEFAULT);
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
        var facts = new FleetFacts(1000, List.of(10L, 0L, 0L), PREVIOUS, NOW);

        assertThat(StageSize.of(plan(null, LAB, HALF, ALL), facts))
                .containsExactly(
                        new StageSize(10, 10, 990), new StageSize(500, 510, 490), new StageSize(1000, 1000, 0));
    }

    /** 20 devices with 10 labels each: 200 of the 5,000 or so that two points take beside a large control. */
    @Test
    void warnsOfAStageThatCannotSeeTheDropAndSaysHowLongItWouldTake() {
        assertThat(PowerWarning.of(plan(drop(0.02), ONE, ALL), FLEET, RATES))
                .singleElement()
                .asString()
                .matches(
                        "stages\\[0] \\(1%\\): cannot see a drop of 2\\.0 points: about 200 labelled samples come within 24 h,"
                                + " [1-9]\\d{3} more are needed, about \\d+ d at today's rate.*");
    }

    @Test
    void theNumberItNamesIsEnough() {
        var plan = plan(drop(0.02), ONE, ALL);
        var warning = PowerWarning.of(plan, FLEET, RATES).getFirst();
        var more = Long.parseLong(warning.replaceAll(".*24 h, (\\d+) more.*", "$1"));

        assertThat(PowerWarning.of(plan, FLEET, labels((200 + more) / 20.0))).isEmpty();
        assertThat(PowerWarning.of(plan, FLEET, labels((200 + more - 20) / 20.0)))
                .hasSize(1);
    }

    static Stream<Arguments> doubts() {
        var drift = GateRule.Drift.DEFAULT;
        var max = new GateRule.ErrorRate(0.01, null, 1000, OnFailure.ROLL_BACK);
        return Stream.of(
                Arguments.of("a margin of nothing", drop(0), RATES, "margin of 0"),
                Arguments.of("nothing known", LATENCY, null, "no device told"),
                Arguments.of(
                        "few inferences",
                        LATENCY,
                        new FieldRates(1, 0.01, true, 0.0, 0.9),
                        "latency-ratio cannot be told"),
                Arguments.of(
                        "no classes", drift, new FieldRates(1, 1000, false, 0.0, 0.9), "no answer of the last day"),
                Arguments.of("errors already", max, new FieldRates(1, 1000, true, 0.02, 0.9), "err at 2.00 % already"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubts")
    void warns(String row, GateRule rule, @Nullable FieldRates rates, String words) {
        assertThat(PowerWarning.of(plan(rule, HALF), FLEET, rates))
                .as(row)
                .singleElement()
                .asString()
                .contains(words);
    }

    private static GateRule drop(double max) {
        return new GateRule.AccuracyDrop(max, 100, false, OnFailure.ROLL_BACK);
    }

    private static FieldRates labels(double aDay) {
        return new FieldRates(aDay / 24, 1, true, 0.0, 0.9);
    }

    private static RolloutPlan plan(@Nullable GateRule rule, StagePlan... stages) {
        var gates = rule == null ? List.<GateRule>of() : List.of(rule);
        var options = new PlanOptions(gates, Reach.EVERYBODY, Pace.AT_ONCE, Clearance.DEFAULT);
        return new RolloutPlan(List.of(stages), Gate.DEVICES_ONLY, Probation.DEFAULT, null, false, options);
    }

    private static Gate gate(double drop) {
        return new Gate(drop, 500, Duration.ofDays(1), 0.05, 20, 0.95);
    }

    private static FleetFacts fleet(long targets) {
        return new FleetFacts(targets, List.of(0L, 0L), PREVIOUS, NOW);
    }

    private static FleetFacts first() {
        return new FleetFacts(2000, List.of(0L), null, NOW);
    }

    private static Arguments row(String name, String code, String field, RolloutPlan plan, FleetFacts facts) {
        return Arguments.of(name, code, field, plan, facts);
    }
}
