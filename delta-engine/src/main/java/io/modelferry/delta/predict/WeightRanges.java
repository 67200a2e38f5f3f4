package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.recipe.ChannelRanges;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.NonFiniteWeight;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The ranges of one tensor's weights, channel by channel; each way to cut it into channels is looked at once, however many recipes ask. */
final class WeightRanges {

    private final Map<Channels, Optional<ChannelRanges>> known = new HashMap<>();

    /**
     * Reads all of the weights the first time; whoever asks meanwhile waits.
     *
     * @param weights FLOAT, the same at each call
     * @return empty if not all of them are finite
     */
    synchronized Optional<ChannelRanges> of(BaseView weights, Channels channels) throws IOException {
        var ranges = known.get(channels);
        if (ranges == null) {
            ranges = read(weights, channels);
            known.put(channels, ranges);
        }
        return ranges;
    }

    private static Optional<ChannelRanges> read(BaseView weights, Channels channels) throws IOException {
        var ranges = new ChannelRanges(channels);
        long elements = weights.length() / Float.BYTES;
        int block = (int) Math.min(Floats.BLOCK, elements);
        var bytes = new byte[block * Float.BYTES];
        var values = new float[block];
        try {
            for (long first = 0; first < elements; first += block) {
                int count = (int) Math.min(block, elements - first);
                weights.read(first * Float.BYTES, bytes, 0, count * Float.BYTES);
                Floats.load(ElementType.FLOAT, bytes, count, values);
                ranges.add(first, values, count);
            }
        } catch (NonFiniteWeight e) {
            return Optional.empty();
        }
        return Optional.of(ranges);
    }
}
