package io.modelferry.delta.generate;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.format.Match;
import io.modelferry.delta.format.Section;

/**
 * What a section shall become and what it can be predicted from.
 *
 * @param baseIndex as in {@link io.modelferry.delta.format.Section#baseIndex()}
 * @param base      empty if there is no counterpart
 */
record Pair(String name, ElementType type, BaseView target, Match match, int baseIndex, BaseView base) {

    boolean hasBase() {
        return base.length() > 0;
    }

    boolean hasEqualLengths() {
        return base.length() == target.length();
    }

    /** Raw length of each chunk but the last under this codec. */
    int chunkBytes(Codec codec) {
        return Section.chunkBytes(codec, type);
    }

    /** The part of the base that the codec sees for a chunk of the target. */
    BaseView baseFor(Codec codec, long at, int length) {
        return switch (codec) {
            case SAME, BYTES -> base;
            case XOR_PLANES -> base.slice(at, length);
            case LITERAL, LITERAL_PLANES -> BaseView.NONE;
        };
    }
}
