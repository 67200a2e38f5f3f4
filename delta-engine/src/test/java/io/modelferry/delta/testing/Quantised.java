package io.modelferry.delta.testing;

import io.modelferry.delta.recipe.ChannelMaps;
import io.modelferry.delta.recipe.ChannelRanges;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.Quantisation;

/** FLOAT weights in eight bits, as the usual tools make them. */
public final class Quantised {

    private Quantised() {}

    /** Codes by the rows' ranges; one row stands for all. */
    public static byte[] of(byte[] weights, EightBit type, Channels channels) throws Exception {
        var floats = Planted.floats(weights);
        var codes = new byte[floats.length];
        maps(floats, type, channels).apply(0, floats, floats.length, codes, 0);
        return codes;
    }

    public static byte[] scales(byte[] weights, EightBit type, Channels channels) throws Exception {
        var maps = maps(Planted.floats(weights), type, channels);
        var scales = new byte[channels.count() * Float.BYTES];
        for (int i = 0; i < channels.count(); i++) {
            Planted.put(scales, i, maps.scale(i));
        }
        return scales;
    }

    private static ChannelMaps maps(float[] weights, EightBit type, Channels channels) throws Exception {
        var ranges = new ChannelRanges(channels);
        ranges.add(0, weights, weights.length);
        return Quantisation.usual(type).over(ranges);
    }
}
