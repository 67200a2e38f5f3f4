package io.modelferry.delta.predict;

import io.modelferry.delta.recipe.Channels;
import java.util.List;

/** Along which axis a tensor may fall into channels, and how that is stored. */
final class Axes {

    private static final int MAX_CHANNELS = 1 << 18;

    private Axes() {}

    /** Along the first axis; one channel if it has no two places, or too many. */
    static Channels outermost(List<Long> shape, long elements) {
        long count = shape.size() > 1 ? shape.getFirst() : 1;
        return count > 1 && count <= MAX_CHANNELS && elements % count == 0
                ? new Channels((int) count, elements / count)
                : Channels.ONE;
    }

    /** Along the last axis; one channel if it has no two places, or too many. */
    static Channels innermost(List<Long> shape) {
        long count = shape.size() > 1 ? shape.getLast() : 1;
        return count > 1 && count <= MAX_CHANNELS ? new Channels((int) count, 1) : Channels.ONE;
    }

    static Channels read(ParameterReader in) throws BadParameters {
        int count = (int) in.number(1, MAX_CHANNELS);
        return new Channels(count, in.number(1, Long.MAX_VALUE));
    }

    static void write(Channels channels, ParameterWriter out) {
        out.number(channels.count()).number(channels.stride());
    }
}
