package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.format.Match;
import io.modelferry.delta.predict.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a section shall become and what it can be made from.
 *
 * @param baseIndex as in {@link io.modelferry.delta.format.Section#baseIndex()}
 * @param base      its counterpart; null if there is none
 * @param isSame    whether the counterpart holds the same bytes
 * @param whole     what a codec may read that reads the base freely; empty if there is no such thing
 */
record Pair(
        Tensor target, Match match, int baseIndex, @Nullable Tensor base, boolean isSame, BaseView whole) {

    ElementType type() {
        return target.type();
    }

    BaseView counterpart() {
        return base == null ? BaseView.NONE : base.bytes();
    }

    int chunkBytes() {
        return type().chunkBytes();
    }
}
