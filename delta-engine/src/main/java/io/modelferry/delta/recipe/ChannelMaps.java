package io.modelferry.delta.recipe;

import io.modelferry.delta.ElementType;

/** A {@link LinearMap} for each channel of a tensor; all of one type. Held in arrays, since a tensor may have hundreds of thousands of channels. */
public final class ChannelMaps implements Kernel {

    private final Channels channels;
    private final EightBit type;
    private final float[] scales;
    private final int[] zeroPoints;

    /**
     * @param scales     one a channel, in order; kept, not copied
     * @param zeroPoints likewise
     * @throws IllegalArgumentException if there are fewer or more than channels, or one that {@link LinearMap} does not take
     */
    public ChannelMaps(Channels channels, EightBit type, float[] scales, int[] zeroPoints) {
        if (scales.length != channels.count() || zeroPoints.length != channels.count()) {
            throw new IllegalArgumentException("%d scales and %d zero points for %d channels"
                    .formatted(scales.length, zeroPoints.length, channels.count()));
        }
        this.channels = channels;
        this.type = type;
        this.scales = scales;
        this.zeroPoints = zeroPoints;
        for (int channel = 0; channel < scales.length; channel++) {
            LinearMap.require(type, scales[channel], zeroPoints[channel]);
        }
    }

    public Channels channels() {
        return channels;
    }

    public EightBit type() {
        return type;
    }

    public float scale(int channel) {
        return scales[channel];
    }

    public int zeroPoint(int channel) {
        return zeroPoints[channel];
    }

    @Override
    public ElementType target() {
        return type.element();
    }

    @Override
    public void apply(long first, float[] weights, int count, byte[] elements, int at) {
        for (int i = 0; i < count; ) {
            var channel = channels.of(first + i);
            var isRow = channels.stride() == 1;
            var length = isRow ? channels.row(first + i, count - i) : channels.run(first + i, count - i);
            if (isRow) {
                quantiseRow(channel, weights, i, length, elements, at + i);
            } else {
                quantiseRun(channel, weights, i, length, elements, at + i);
            }
            i += length;
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

    private void quantiseRun(int channel, float[] weights, int from, int count, byte[] codes, int at) {
        new LinearMap(type, scales[channel], zeroPoints[channel]).quantise(weights, from, count, codes, at);
    }
}
