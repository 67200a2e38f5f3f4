package io.modelferry.optimizer.acceptance;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one model did, added up case by case. */
final class Tally {

    private final AcceptanceSet set;
    private final @Nullable NpyArray labels;
    private final long[] micros;
    private final Map<Long, Integer> rightByClass = new TreeMap<>();
    private boolean finite = true;

    Tally(AcceptanceSet set) {
        this.set = set;
        this.labels = set.labels().orElse(null);
        this.micros = new long[set.cases()];
    }

    void add(int index, Answer answer) {
        micros[index] = answer.nanos() / 1_000;
        finite &= answer.finite();
        if (labels != null) {
            var label = labels.integer(index);
            rightByClass.merge(label, answer.finite() && label == answer.label() ? 1 : 0, Integer::sum);
        }
    }

    /** Right answers by class; empty without labels. */
    Map<Long, Integer> rightByClass() {
        return rightByClass;
    }

    Measurement measurement() {
        var sorted = micros.clone();
        Arrays.sort(sorted);
        var right = rightByClass.values().stream().mapToInt(Integer::intValue).sum();
        return new Measurement(
                set.cases(),
                labels == null ? null : (double) right / set.cases(),
                percentile(sorted, 50),
                percentile(sorted, 95),
                finite);
    }

    private static long percentile(long[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }
}
