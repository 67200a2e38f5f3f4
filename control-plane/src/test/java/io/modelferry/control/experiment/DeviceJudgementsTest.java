package io.modelferry.control.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.experiment.FieldOfTheTest.Truth;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.rollout.plan.OnFailure;
import io.modelferry.control.telemetry.Evidence;
import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.control.telemetry.Latency;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Error rates, latencies, accuracy by device and drift, on a seeded field. */
final class DeviceJudgementsTest {

    private static final long SEED = 20_270_101;
    private static final double ALPHA = 0.05;
    private static final ArtifactDigest FILE = new ArtifactDigest("a".repeat(64));

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no more errors,        0.01, 0.01,     , 0.05, Passed",
        "a rise beyond it,      0.20, 0.01,     , 0.05, Worse",
        "a rise at the margin,  0.06, 0.01,     , 0.05, CannotTell",
        "below the limit,       0.01, 0.01, 0.05,     , Passed",
        "beyond the limit,      0.20, 0.20, 0.05,     , Worse",
        "at the limit,          0.05, 0.05, 0.05,     , CannotTell",
        "one of both is broken, 0.20, 0.20, 0.05, 0.05, Worse",
        "one of both is open,   0.05, 0.05, 0.05, 0.05, CannotTell",
        "both are kept,         0.01, 0.01, 0.05, 0.05, Passed"
    })
    void judgesErrors(
            String row,
            double treatment,
            double control,
            @Nullable Double max,
            @Nullable Double maxRise,
            String expected) {
        var rule = new GateRule.ErrorRate(max, maxRise, 100, OnFailure.ROLL_BACK);

        var judgement = DeviceJudgements.errors(
                rule, arm(60, new Truth(0.9, treatment, 1000)), arm(60, new Truth(0.9, control, 1000)), ALPHA);

        assertThat(name(judgement))
                .as("%s: %s, seed %d", row, judgement.summary(), SEED)
                .isEqualTo(expected);
        assertThat(judgement.numbers()).isNotNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "as fast,             20000, 20000, 0,   Passed",
        "twice as slow,       40000, 20000, 0,   Worse",
        "slower by the limit, 25000, 20000, 0,   CannotTell",
        "slow below a floor,    400,   200, 10,  Passed",
        "a floor of nothing,    400,   200, 0,   Worse"
    })
    void judgesLatency(String row, double treatment, double control, long floorMillis, String expected) {
        var rule = new GateRule.LatencyRatio(1.25, Duration.ofMillis(floorMillis), 100, OnFailure.ROLL_BACK);

        var judgement = DeviceJudgements.latency(
                rule, arm(60, new Truth(0.9, 0, treatment)), arm(60, new Truth(0.9, 0, control)), ALPHA);

        assertThat(name(judgement))
                .as("%s: %s, seed %d", row, judgement.summary(), SEED)
                .isEqualTo(expected);
        assertThat(judgement.summary()).startsWith("p95 ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "as good,       0.90, 0.90, Passed",
        "much worse,    0.60, 0.90, Worse",
        "at the margin, 0.80, 0.90, CannotTell"
    })
    void judgesAccuracyByDevice(String row, double treatment, double control, String expected) {
        var rule = new GateRule.AccuracyDrop(0.1, 50, true, OnFailure.ROLL_BACK);

        var judgement = DeviceJudgements.accuracy(
                rule, arm(60, new Truth(treatment, 0, 1000)), arm(60, new Truth(control, 0, 1000)), ALPHA);

        assertThat(name(judgement))
                .as("%s: %s, seed %d", row, judgement.summary(), SEED)
                .isEqualTo(expected);
        assertThat(judgement.comparison()).isNotNull();
    }

    /** A thousand answers of four cameras are four opinions. */
    @Test
    void fourDevicesSayNothing() {
        var few = arm(4, new Truth(0.5, 0.9, 90_000));
        var many = arm(60, new Truth(0.9, 0, 1000));

        assertThat(DeviceJudgements.errors(GateRule.ErrorRate.DEFAULT, few, many, ALPHA)
                        .summary())
                .isEqualTo("4 of 5 devices with evidence in treatment");
        assertThat(DeviceJudgements.latency(GateRule.LatencyRatio.DEFAULT, few, many, ALPHA))
                .isInstanceOf(Judgement.CannotTell.class);
        assertThat(DeviceJudgements.accuracy(
                        new GateRule.AccuracyDrop(0.1, 50, true, OnFailure.PAUSE), few, many, ALPHA))
                .isInstanceOf(Judgement.CannotTell.class);
    }

    @Test
    void saysWhoseSampleIsThin() {
        var many = arm(60, new Truth(0.9, 0, 1000));
        var rule = new GateRule.ErrorRate(null, 0.1, 1_000_000, OnFailure.PAUSE);

        assertThat(DeviceJudgements.errors(rule, arm(10, new Truth(0.9, 0, 1000)), many, ALPHA)
                        .summary())
                .isEqualTo("3000 of 1000000 inferences in treatment");
        assertThat(DeviceJudgements.errors(rule, List.of(), List.of(), ALPHA).summary())
                .isEqualTo("0 of 1000000 inferences in treatment");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "nothing moved,                  500, 500, 500, Passed, allowed is",
        "the world moved and both,       900, 900, 500, Passed, the world moved",
        "the treatment alone,            900, 500, 500, Worse,  the treatment alone moved",
        "the world and treatment anew,   990, 800, 500, Worse,  answers it in another way"
    })
    void tellsTheModelFromTheWorld(String row, long treatment, long control, long before, String expected, String why) {
        var c = classes(control);
        var all = List.of(
                unit(new long[] {control * 100 + before * 100, (1000 - control) * 100 + (1000 - before) * 100}));

        var judgement = DriftJudgement.of(GateRule.Drift.DEFAULT, classes(treatment), c, all);

        assertThat(name(judgement)).as(row).isEqualTo(expected);
        assertThat(judgement.summary()).contains(why);
    }

    @Test
    void driftNeedsClassesAndEnoughOfThem() {
        assertThat(DriftJudgement.of(GateRule.Drift.DEFAULT, List.of(), List.of(), List.of())
                        .summary())
                .isEqualTo("0 of 1000 inferences in treatment");
        assertThat(DriftJudgement.of(
                        GateRule.Drift.DEFAULT, List.of(unit(new long[] {900, 900, 900})), classes(500), List.of()))
                .isInstanceOf(Judgement.CannotTell.class);
    }

    private static List<Unit> classes(long first) {
        return Collections.nCopies(10, unit(new long[] {first * 10, (1000 - first) * 10}));
    }

    private static Unit unit(long[] classes) {
        return new Unit(
                new DeviceId("cam-1"),
                "cellar",
                1000,
                0,
                0,
                0,
                0,
                new Latency(),
                classes,
                new long[0],
                Evidence.Shadow.NONE);
    }

    /** 300 answers of each device. */
    private static List<Unit> arm(int devices, Truth truth) {
        var field = new FieldOfTheTest(SEED, 0.03);
        field.truth(FILE, truth);
        var running = new HashMap<DeviceId, ArtifactDigest>();
        IntStream.range(0, devices).forEach(n -> running.put(new DeviceId("cam-" + n), FILE));
        field.pass(running, 300);
        return field.units(new ModelName("m"), Set.of(FILE), running.keySet(), Instant.EPOCH);
    }

    private static String name(Judgement judgement) {
        return judgement.getClass().getSimpleName();
    }
}
