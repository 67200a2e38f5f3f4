package io.modelferry.optimizer.acceptance;

import java.nio.DoubleBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A parent's and a variant's answers to the same cases. */
final class SideBySide {

    private final AcceptanceSet set;
    private final Tally parent;
    private final Tally variant;
    private final Map<Long, Integer> casesByClass = new TreeMap<>();
    private int agreed;
    private int compared;
    private double cosines;
    private double leastCosine = 1;

    SideBySide(AcceptanceSet set) {
        this.set = set;
        this.parent = new Tally(set);
        this.variant = new Tally(set);
    }

    void add(int index, Answer old, Answer young) throws CannotRun {
        parent.add(index, old);
        variant.add(index, young);
        agreed += young.finite() && old.label() == young.label() ? 1 : 0;
        set.labels().ifPresent(labels -> casesByClass.merge(labels.integer(index), 1, Integer::sum));
        if (old.scores().limit() != young.scores().limit()) {
            throw new CannotRun("the first output has %d values, the parent's %d"
                    .formatted(young.scores().limit(), old.scores().limit()));
        }
        if (old.scores().limit() > 0) {
            var cosine = cosine(old.scores(), young.scores());
            cosines += cosine;
            leastCosine = Math.min(leastCosine, cosine); // NaN stays
            compared++;
        }
    }

    Proof proof(Budgets budgets, @Nullable Long peakBytes) {
        var before = parent.measurement();
        var after = variant.measurement();
        var accuracyDrop = before.accuracy() == null || after.accuracy() == null
                ? null
                : (Double) (before.accuracy() - after.accuracy());
        var comparison = new Comparison(
                accuracyDrop,
                worstClassDrop(),
                (double) agreed / set.cases(),
                compared == 0 ? null : (Double) (cosines / compared),
                compared == 0 ? null : (Double) leastCosine);
        return Proof.of(before, after, comparison, peakBytes, budgets);
    }

    private @Nullable Double worstClassDrop() {
        var worst = casesByClass.entrySet().stream()
                .mapToDouble(entry -> drop(entry.getKey(), entry.getValue()))
                .max();
        return worst.isPresent() ? (Double) worst.getAsDouble() : null;
    }

    private double drop(long label, int cases) {
        var before = parent.rightByClass().getOrDefault(label, 0);
        var after = variant.rightByClass().getOrDefault(label, 0);
        return (double) (before - after) / cases;
    }

    /** 1 for two outputs of zeros; NaN if a value is not finite. */
    private static double cosine(DoubleBuffer a, DoubleBuffer b) {
        var dot = 0.0;
        var aa = 0.0;
        var bb = 0.0;
        for (int i = 0; i < a.limit(); i++) {
            dot += a.get(i) * b.get(i);
            aa += a.get(i) * a.get(i);
            bb += b.get(i) * b.get(i);
        }
        return aa == 0 && bb == 0 ? 1 : dot / Math.sqrt(aa * bb);
    }
}
