package io.modelferry.control.experiment;

import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.gate.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.gate.Judge.Judgement.Passed;
import io.modelferry.control.rollout.gate.Judge.Judgement.Worse;
import io.modelferry.control.rollout.gate.Judge.Numbers;
import io.modelferry.control.rollout.plan.GateRule;
import io.modelferry.control.telemetry.Evidence.Unit;
import io.modelferry.statistics.Drift;
import io.modelferry.statistics.Shift;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Whether the treatment answers other classes than control does, and whose doing that is. */
final class DriftJudgement {

    /** Of calling a population moved that did not, at one look. */
    private static final double BY_CHANCE = 0.001;

    private DriftJudgement() {}

    /** @param before of control's devices, from before the stage until now */
    static Judgement of(GateRule.Drift rule, List<Unit> treatment, List<Unit> control, List<Unit> before) {
        var t = classes(treatment);
        var c = classes(control);
        var answers = Arrays.stream(t).sum();
        var others = Arrays.stream(c).sum();
        if (answers < rule.minInferences() || others < rule.minInferences()) {
            return DeviceJudgements.thin(rule.minInferences(), answers, others);
        }
        if (t.length != c.length) {
            return new CannotTell(
                    null, "the arms do not answer the same classes: %d and %d".formatted(t.length, c.length));
        }
        var earlier = earlier(classes(before), c);
        var still = Shift.of(earlier, perUnit(control, c.length), rule.max(), BY_CHANCE);
        var moved = Shift.of(earlier, perUnit(treatment, c.length), rule.max(), BY_CHANCE);
        if (still.isEmpty() || moved.isEmpty()) {
            return new CannotTell(null, "too few devices answered in " + (still.isEmpty() ? "control" : "treatment"));
        }
        var apart = Drift.psi(c, t);
        var numbers = new Numbers("drift-psi", answers, null, others, null, apart, null, null);
        var words = String.format(
                Locale.ROOT, "drift %.3f between treatment and control, allowed is %.3f", apart, rule.max());
        return switch (Drift.cause(still.get(), moved.get(), rule.max())) {
            case NONE, CONTROL_ALONE -> new Passed(null, words, numbers);
            case DATA_DRIFTED -> new Passed(null, words + ": the world moved, both arms with it", numbers);
            case MODEL_BROKE -> new Worse(null, words + ": the treatment alone moved", numbers);
            case BOTH ->
                new Worse(null, words + ": the world moved, and the treatment answers it in another way", numbers);
        };
    }

    private static List<long[]> perUnit(List<Unit> arm, int classes) {
        return arm.stream()
                .map(unit -> Arrays.copyOf(unit.classCounts(), classes))
                .toList();
    }

    /** What control answered before the stage; where that is nothing, what it answers now. */
    private static long[] earlier(long[] all, long[] since) {
        if (all.length != since.length) {
            return since;
        }
        var earlier = new long[all.length];
        for (var i = 0; i < all.length; i++) {
            earlier[i] = Math.max(0, all[i] - since[i]);
        }
        return Arrays.stream(earlier).sum() == 0 ? since : earlier;
    }

    private static long[] classes(List<Unit> arm) {
        var counts = new long[0];
        for (var unit : arm) {
            var given = unit.classCounts();
            counts = given.length > counts.length ? Arrays.copyOf(counts, given.length) : counts;
            for (var i = 0; i < given.length; i++) {
                counts[i] += given[i];
            }
        }
        return counts;
    }
}
