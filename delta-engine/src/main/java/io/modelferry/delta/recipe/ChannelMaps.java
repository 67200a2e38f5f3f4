package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;
import java.util.List;

/** A {@link LinearMap} for each channel of a tensor; all of one type. */
public final class ChannelMaps implements Kernel {

    private final Channels channels;
    private final List<LinearMap> maps;
    private final EightBit type;
    private final float[] scales;
    private final int[] zeroPoints;

    /** @param maps one a channel, in order */
    public ChannelMaps(Channels channels, List<LinearMap> maps) {
        if (maps.size() != channels.count()) {
            throw new IllegalArgumentException(maps.size() + " maps for " + channels.count() + " channels");
        }
        this.channels = channels;
        this.maps = List.copyOf(maps);
        this.type = maps.getFirst().type();
        this.scales = new float[maps.size()];
        this.zeroPoints = new int[maps.size()];
        for (int channel = 0; channel < scales.length; channel++) {
            scales[channel] = maps.get(channel).scale();
            zeroPoints[channel] = maps.get(channel).zeroPoint();
        }
    }

    /** One a channel, in order. */
    public List<LinearMap> maps() {
        return maps;
    }

    @Override
    public ElementType target() {
        return type.element();
    }

    @Override
    public void apply(long first, float[] weights, int count, byte[] elements, int at) {
        for (int i = 0; i < count; ) {
            if (channels.stride() == 1) {
                var length = channels.row(first + i, count - i);
                quantiseRow(channels.of(first + i), weights, i, length, elements, at + i);
                i += length;
            } else {
                var length = channels.run(first + i, count - i);
                maps.get(channels.of(first + i)).quantise(weights, i, length, elements, at + i);
                i += length;
            }
        }
    }

    private void quantiseRow(int channel, float[] weights, int from, int count, byte[] codes, int at) {
        for (int i = 0; i < count; i++) {
            var zeroPoint = zeroPoints[channel + i];
            codes[at + i] = LinearMap.code(
                    weights[from + i],
                    scales[channel + i],
                    type.lowest() - zeroPoint,
                    type.highest() - zeroPoint,
                    zeroPoint);
        }
    }
}
