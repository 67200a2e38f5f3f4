package io.modelferry.control.experiment;

import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.control.telemetry.Latency;
import io.modelferry.statistics.Bounds;
import io.modelferry.statistics.QuantileSequence;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One arm's latencies: of each unit, and of all together. */
record Latencies(List<Latency> units, Latency whole) {

    private static final double P95 = 0.95;

    static Latencies of(ArmEvidence arm) {
        var units = arm.units().values().stream()
                .map(devices ->
                        Latency.merged(devices.stream().map(Unit::latency).toList()))
                .toList();
        return new Latencies(units, Latency.merged(units));
    }

    /** Of devices that are each a unit of its own. */
    static Latencies of(List<Unit> devices) {
        var units = devices.stream().map(Unit::latency).toList();
        return new Latencies(units, Latency.merged(units));
    }

    /** Microseconds, with bounds that hold at every look. */
    Optional<Bounds> p95(double alpha) {
        return QuantileSequence.of(whole, units, P95, alpha);
    }

    /** Null without inferences. */
    @Nullable
    Long p95Micros() {
        return whole.count() == 0 ? null : Math.round(whole.valueAt(P95));
    }

    /** @return treatment ÷ control − 1, with bounds that hold at every look */
    static Optional<Bounds> ratio(Latencies treatment, Latencies control, double alpha) {
        return QuantileSequence.ratio(treatment.arm(), control.arm(), P95, alpha)
                .map(ratio -> new Bounds(ratio.estimate() - 1, ratio.lower() - 1, ratio.upper() - 1));
    }

    private QuantileSequence.Arm arm() {
        return new QuantileSequence.Arm(whole, units);
    }
}
