package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every prediction that may pay for a pair of tensors. Which does is for prices to say. */
public final class Predictions {

    /** Smaller ones are not worth thresholds, factors or slopes of their own. */
    private static final int MIN_ELEMENTS = 1024;

    private static final int MIN_MATRIX_ELEMENTS = 32 * 1024;

    private Predictions() {}

    /** Without {@link Nothing}, which always applies; the simplest first. */
    public static List<Prediction> of(Tensor base, Tensor target) throws IOException {
        if (base.type() != target.type() || isScaleOf(base, target)) {
            return optional(Derivations.fit(base, target));
        }
        if (!base.isLaidOutLike(target)) {
            return optional(Resized.fit(base, target));
        }
        var all = new ArrayList<Prediction>();
        all.add(new Unchanged(target.type()));
        if (target.elements() >= MIN_ELEMENTS && Floats.canHold(target.type())) {
            all.addAll(fitted(base, target));
        }
        return all;
    }

    private static List<Prediction> fitted(Tensor base, Tensor target) throws IOException {
        var operands = new Operands(target.type(), base.bytes(), target.bytes());
        var all = new ArrayList<Prediction>();
        Scaled.fit(operands, target.shape()).ifPresent(all::add);
        if (Floats.isFloating(target.type())) {
            Pruned.fit(operands, target.shape()).ifPresent(all::add);
        }
        if (target.type() == ElementType.FLOAT
                && target.elements() >= MIN_MATRIX_ELEMENTS
                && target.shape().size() > 1) {
            RankSearch.fit(operands, target.shape().getFirst()).ifPresent(all::add);
        }
        return all;
    }

    private static boolean isScaleOf(Tensor base, Tensor target) {
        return target.elements() < base.elements()
                && target.shape().size() <= 1
                && base.shape().size() > 1;
    }

    private static List<Prediction> optional(Optional<Prediction> prediction) {
        return prediction.map(List::of).orElse(List.of());
    }
}
