package io.modelferry.delta.recipe;

/** The {@link ValueRange} of each channel of a tensor, while the tensor comes by in any number of pieces. */
public final class ChannelRanges {

    private final Channels channels;
    private final float[] min;
    private final float[] max;

    public ChannelRanges(Channels channels) {
        this.channels = channels;
        this.min = new float[channels.count()];
        this.max = new float[channels.count()];
    }

    public Channels channels() {
        return channels;
    }

    public ValueRange of(int channel) {
        return new ValueRange(min[channel], max[channel]);
    }

    /**
     * Widens the ranges by {@code count} weights from {@code weights[0]} on, which is element {@code first} of the tensor.
     *
     * @throws NonFiniteWeight with the index in the tensor, if one of them is NaN or infinite; the ranges are then of no use
     */
    public void add(long first, float[] weights, int count) throws NonFiniteWeight {
        for (int i = 0; i < count; ) {
            i += channels.stride() == 1
                    ? addRow(first + i, weights, i, count - i)
                    : addRun(first + i, weights, i, count - i);
        }
    }

    private int addRun(long first, float[] weights, int from, int count) throws NonFiniteWeight {
        var channel = channels.of(first);
        var length = channels.run(first, count);
        var range = of(channel).with(first, weights, from, length);
        min[channel] = range.min();
        max[channel] = range.max();
        return length;
    }

    private int addRow(long first, float[] weights, int from, int count) throws NonFiniteWeight {
        var channel = channels.of(first);
        var length = channels.row(first, count);
        for (int i = 0; i < length; i++) {
            min[channel + i] = Math.min(min[channel + i], weights[from + i]);
            max[channel + i] = Math.max(max[channel + i], weights[from + i]);
        }
        NonFiniteWeight.refuse(first, weights, from, length);
        return length;
    }
}
