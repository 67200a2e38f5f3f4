package io.modelferry.control.experiment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What arms are compared by. */
public enum Metric {
    /** Right answers of those that a label came back for, 0…1. */
    ACCURACY(Better.HIGHER, Scale.DIFFERENCE),
    /** Failed inferences of all, 0…1. */
    ERROR_RATE(Better.LOWER, Scale.DIFFERENCE),
    /** Time that nineteen of twenty inferences stay within; compared as a ratio. */
    LATENCY_P95(Better.LOWER, Scale.RATIO),
    /** Right answers of the acceptance set's labelled cases, as devices ran it themselves before the file served, 0…1. */
    ACCEPTANCE_ACCURACY(Better.HIGHER, Scale.DIFFERENCE),
    /** Of the inputs that a version saw in shadow of control's, those it answered alike, 0…1; control agrees with itself. */
    SHADOW_AGREEMENT(Better.HIGHER, Scale.DIFFERENCE),
    /** How far the classes answered lie from those of the acceptance run, beside control's; for guardrails only. */
    DRIFT(Better.LOWER, Scale.INDEX);

    enum Better {
        HIGHER,
        LOWER
    }

    /** How an effect is told. */
    public enum Scale {
        /** treatment − control */
        DIFFERENCE,
        /** treatment ÷ control − 1 */
        RATIO,
        /** a number of the treatment's own, from 0 */
        INDEX
    }

    private final Better better;
    private final Scale scale;

    Metric(Better better, Scale scale) {
        this.better = better;
        this.scale = scale;
    }

    public Scale scale() {
        return scale;
    }

    /** An effect as a gain: above zero is better for every metric. */
    public double gain(double effect) {
        return better == Better.HIGHER ? effect : -effect;
    }

    /** {@code latency-p95} for {@code LATENCY_P95}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Metric> named(String word) {
        return Arrays.stream(values())
                .filter(metric -> metric.word().equals(word))
                .findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Metric::word).collect(Collectors.joining(", "));
    }
}
