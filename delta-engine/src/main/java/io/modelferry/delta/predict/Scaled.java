package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.recipe.Channels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Expects {@code slope · old + offset}, rounded to the type, with a slope for each channel. Where a normalisation was folded into a convolution, its
 * statistics moved every weight of a channel by one factor; where weights were quantised anew, the scale did.
 *
 * @param slopes  24 significant bits less the lowest eight
 * @param offsets null if there are none: floating-point types have none
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Scaled(ElementType type, Channels channels, float[] slopes, float @Nullable [] offsets) implements Prediction {

    private static final int KEPT_BYTES = 3;
    private static final int DROPPED = ~0xff;
    private static final double WORTH = 0.98;
    /** What is left of a square that is nothing. */
    private static final double LEAST = 1e-9;
    /** A fit of as many elements as it has parameters explains all of them. */
    private static final double PARAMETERS_BY_CHANCE = 1.5;

    private static final double ALL_BY_CHANCE = 0.9;

    private static final int SAMPLE_RUNS = 16;
    private static final int SAMPLE_ELEMENTS = 512;

    static Scaled read(ParameterReader in, Sides sides) throws BadParameters {
        Unchanged.read(sides);
        if (!Floats.canHold(sides.type())) {
            throw new BadParameters("elements of type " + sides.type() + " are not scaled");
        }
        var channels = Axes.read(in);
        var slopes = in.floats(channels.count(), KEPT_BYTES);
        var offsets = Floats.isFloating(sides.type()) ? null : in.floats(channels.count(), KEPT_BYTES);
        return new Scaled(sides.type(), channels, slopes, offsets);
    }

    /** The regression of the target on the base in each channel, for the way of channels that saves most; empty if none saves anything. */
    static Optional<Prediction> fit(Operands operands, List<Long> shape) throws IOException {
        var channels = mostPromising(operands, ways(operands.type(), shape, operands.elements()));
        if (channels == null) {
            return Optional.empty();
        }
        var moments = new Moments(channels.count());
        operands.forEachBlock((first, count, old, current) -> moments.add(channels, first, count, old, current));
        var fitted = fitted(operands.type(), channels, moments);
        return fitted.savedBits(operands.elements(), 0) > 0 ? Optional.of(fitted.prediction) : Optional.empty();
    }

    /** By a sample; null if no way promises anything. */
    private static @Nullable Channels mostPromising(Operands operands, List<Channels> ways) throws IOException {
        var moments = ways.stream().map(way -> new Moments(way.count())).toList();
        operands.forEachSample(SAMPLE_RUNS, SAMPLE_ELEMENTS, (first, count, old, current) -> {
            for (int i = 0; i < ways.size(); i++) {
                moments.get(i).add(ways.get(i), first, count, old, current);
            }
        });
        double most = 0;
        Channels best = null;
        for (int i = 0; i < ways.size(); i++) {
            double byChance = PARAMETERS_BY_CHANCE / moments.get(i).perChannel();
            double saved =
                    fitted(operands.type(), ways.get(i), moments.get(i)).savedBits(operands.elements(), byChance);
            if (saved > most) {
                most = saved;
                best = ways.get(i);
            }
        }
        return best;
    }

    /** @param left of the squared change, 0 to 1 */
    private record Fitted(Scaled prediction, double left) {

        /** Half a bit an element for each halving of the square, less the parameters; 0 if the fit explains too little to tell. */
        double savedBits(long elements, double byChance) {
            double remains = left / (1 - Math.min(byChance, ALL_BY_CHANCE));
            return remains > WORTH
                    ? 0
                    : elements * StrictMath.log(1 / Math.max(remains, LEAST)) / StrictMath.log(2) / 2
                            - prediction.parameterBits();
        }
    }

    private static Fitted fitted(ElementType type, Channels channels, Moments moments) {
        var slopes = new float[channels.count()];
        var offsets = Floats.isFloating(type) ? null : new float[channels.count()];
        double left = moments.fit(slopes, offsets, DROPPED);
        return new Fitted(new Scaled(type, channels, slopes, offsets), left);
    }

    private long parameterBits() {
        return (offsets == null ? 1L : 2L) * slopes.length * KEPT_BYTES * Byte.SIZE;
    }

    /** In which ways a tensor of this shape may have been scaled, the likeliest first. */
    private static List<Channels> ways(ElementType type, List<Long> shape, long elements) {
        var outermost = Axes.outermost(shape, elements);
        return Floats.isFloating(type) ? List.of(outermost) : List.of(Channels.ONE, outermost, Axes.innermost(shape));
    }

    @Override
    public Kind kind() {
        return Kind.SCALED;
    }

    @Override
    public void predict(BaseView base, long first, int count, byte[] out) throws IOException {
        int block = Math.min(Floats.BLOCK, count);
        var bytes = new byte[block * type.width()];
        var floats = new float[block];
        for (int done = 0; done < count; ) {
            int step = Math.min(block, count - done);
            base.read((first + done) * type.width(), bytes, 0, step * type.width());
            Floats.load(type, bytes, step, floats);
            scale(first + done, step, floats);
            Floats.store(type, floats, step, out, done * type.width());
            done += step;
        }
    }

    private void scale(long first, int count, float[] floats) {
        for (int i = 0; i < count; ) {
            int run = channels.run(first + i, count - i);
            int channel = channels.of(first + i);
            float slope = slopes[channel];
            float offset = offsets == null ? 0 : offsets[channel];
            if (offsets == null) {
                for (int end = i + run; i < end; i++) {
                    floats[i] *= slope;
                }
            } else {
                for (int end = i + run; i < end; i++) {
                    floats[i] = floats[i] * slope + offset;
                }
            }
        }
    }

    @Override
    public byte[] parameters() {
        var out = new ParameterWriter();
        Axes.write(channels, out);
        out.floats(slopes, KEPT_BYTES);
        if (offsets != null) {
            out.floats(offsets, KEPT_BYTES);
        }
        return out.toByteArray();
    }

    @Override
    public String reason() {
        return channels.count() == 1 ? "one factor" : "a factor for each of " + channels.count() + " channels";
    }
}
