package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.entropy.LittleEndian;
import io.modelferry.delta.recipe.Bfloat16;
import io.modelferry.delta.recipe.ChannelMaps;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.Halves;
import io.modelferry.delta.recipe.Kernel;
import io.modelferry.delta.recipe.Quantisation;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a derivation does with each weight, and where its scales come from: each form with its number on the wire. */
sealed interface Maps {

    /** Weights one by one, without a scale. */
    record Rounded(Kernel rounding) implements Maps {

        @Override
        public Kernel kernel(BaseView base) {
            return rounding;
        }

        @Override
        public void write(ParameterWriter out) {
            switch (rounding) {
                case Halves halves ->
                    out.unsignedByte(FLOAT16)
                            .floats(new float[] {halves.minPositive(), halves.maxFinite()}, Float.BYTES);
                case Bfloat16 _ -> out.unsignedByte(BFLOAT16);
                default -> throw new IllegalStateException("no rounding: " + rounding);
            }
        }

        @Override
        public String reason() {
            return "rounded to " + rounding.target().label();
        }
    }

    /**
     * Eight bits over the range of the weights, as the quantiser computes it.
     *
     * @param areScales whether the elements are the scales of the channels instead of the codes
     * @param ranges    of the base, which other recipes may share
     */
    final class Ranged implements Maps {

        private final Quantisation quantisation;
        private final Channels channels;
        private final boolean areScales;
        private final WeightRanges ranges;
        private volatile @Nullable ChannelMaps known;

        Ranged(Quantisation quantisation, Channels channels, boolean areScales, WeightRanges ranges) {
            this.quantisation = quantisation;
            this.ranges = ranges;
            this.channels = channels;
            this.areScales = areScales;
        }

        @Override
        public Channels channels() {
            return channels;
        }

        @Override
        public boolean areScales() {
            return areScales;
        }

        /** Reads all of the base the first time; whoever asks meanwhile waits. */
        @Override
        public ChannelMaps kernel(BaseView base) throws IOException {
            var maps = known;
            return maps == null ? first(base) : maps;
        }

        private synchronized ChannelMaps first(BaseView base) throws IOException {
            var maps = known;
            if (maps == null) {
                maps = ranged(base);
                known = maps;
            }
            return maps;
        }

        /** No quantiser takes weights that are not finite: whatever is expected of those is as good. */
        private ChannelMaps ranged(BaseView base) throws IOException {
            var found = ranges.of(base, channels);
            if (found.isPresent()) {
                return quantisation.over(found.get());
            }
            var scales = new float[channels.count()];
            Arrays.fill(scales, 1);
            return new ChannelMaps(channels, quantisation.type(), scales, new int[scales.length]);
        }

        @Override
        public void write(ParameterWriter out) {
            out.unsignedByte(areScales ? SCALES : RANGED);
            out.unsignedByte(quantisation.type() == EightBit.INT8 ? 0 : 1);
            out.unsignedByte((quantisation.symmetric() ? 1 : 0) | (quantisation.reduceRange() ? 2 : 0));
            Axes.write(channels, out);
        }

        @Override
        public String reason() {
            return "%s over the range of each of %d channels%s"
                    .formatted(
                            areScales ? "scale" : quantisation.type().element().label(),
                            channels.count(),
                            quantisation.reduceRange() ? ", seven bits" : "");
        }
    }

    /** Eight bits by scales and zero points that were found in the target: weights of another version. */
    record Given(ChannelMaps maps) implements Maps {

        @Override
        public Channels channels() {
            return maps.channels();
        }

        @Override
        public ChannelMaps kernel(BaseView base) {
            return maps;
        }

        @Override
        public void write(ParameterWriter out) {
            int count = channels().count();
            var scales = new float[count];
            var zeroPoints = new float[count];
            for (int i = 0; i < count; i++) {
                scales[i] = maps.scale(i);
                zeroPoints[i] = maps.zeroPoint(i);
            }
            out.unsignedByte(GIVEN).unsignedByte(maps.type() == EightBit.INT8 ? 0 : 1);
            Axes.write(channels(), out);
            out.floats(scales, KEPT_BYTES).floats(zeroPoints, KEPT_BYTES);
        }

        @Override
        public String reason() {
            return "%s by the scales of %d channels"
                    .formatted(maps.target().label(), channels().count());
        }
    }

    int FLOAT16 = 1;
    int BFLOAT16 = 2;
    int RANGED = 3;
    int SCALES = 4;
    int GIVEN = 5;
    int KEPT_BYTES = 3;

    Kernel kernel(BaseView base) throws IOException;

    void write(ParameterWriter out);

    String reason();

    default Channels channels() {
        return Channels.ONE;
    }

    default boolean areScales() {
        return false;
    }

    /** The scales of channels {@code [first, first + count)}, as FLOAT. */
    default void scales(BaseView base, long first, int count, byte[] out) throws IOException {
        var maps = (ChannelMaps) kernel(base);
        for (int i = 0; i < count; i++) {
            LittleEndian.putFloat(out, i * Float.BYTES, maps.scale((int) first + i));
        }
    }

    static Maps read(ParameterReader in, ElementType type) throws BadParameters {
        int form = in.unsignedByte();
        var maps = switch (form) {
            case FLOAT16 -> rounded(in);
            case BFLOAT16 -> new Rounded(new Bfloat16());
            case RANGED, SCALES -> ranged(in, form == SCALES);
            case GIVEN -> given(in);
            default -> throw new BadParameters("no derivation " + form);
        };
        var made = maps.areScales() ? ElementType.FLOAT : target(maps);
        if (made != type) {
            throw new BadParameters("elements of type %s derived as %s".formatted(type, made));
        }
        return maps;
    }

    private static ElementType target(Maps maps) {
        return switch (maps) {
            case Rounded rounded -> rounded.rounding().target();
            case Ranged ranged -> ranged.quantisation.type().element();
            case Given given -> given.maps().target();
        };
    }

    private static Maps rounded(ParameterReader in) throws BadParameters {
        var limits = in.floats(2, Float.BYTES);
        try {
            return new Rounded(new Halves(limits[0], limits[1]));
        } catch (IllegalArgumentException e) {
            throw new BadParameters("limits of float16: " + limits[0] + ", " + limits[1]);
        }
    }

    private static Maps ranged(ParameterReader in, boolean areScales) throws BadParameters {
        var type = eightBit(in);
        int flags = in.unsignedByte();
        return new Ranged(
                new Quantisation(type, (flags & 1) != 0, (flags & 2) != 0),
                Axes.read(in),
                areScales,
                new WeightRanges());
    }

    private static Maps given(ParameterReader in) throws BadParameters {
        var type = eightBit(in);
        var channels = Axes.read(in);
        var scales = in.floats(channels.count(), KEPT_BYTES);
        var stored = in.floats(channels.count(), KEPT_BYTES);
        var zeroPoints = new int[stored.length];
        for (int i = 0; i < scales.length; i++) {
            if (!(scales[i] > 0)
                    || Float.isInfinite(scales[i])
                    || !(stored[i] >= type.lowest() && stored[i] <= type.highest())) {
                throw new BadParameters("scale %s, zero point %s".formatted(scales[i], stored[i]));
            }
            zeroPoints[i] = (int) stored[i];
        }
        return new Given(new ChannelMaps(channels, type, scales, zeroPoints));
    }

    private static EightBit eightBit(ParameterReader in) throws BadParameters {
        return switch (in.unsignedByte()) {
            case 0 -> EightBit.INT8;
            case 1 -> EightBit.UINT8;
            default -> throw new BadParameters("no such eight bits");
        };
    }
}
