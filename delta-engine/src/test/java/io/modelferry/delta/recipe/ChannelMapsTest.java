package io.modelferry.delta.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelMapsTest {

    private static final long[] SHAPE = {7, 11, 13};
    private static final int ELEMENTS = 7 * 11 * 13;

    private final float[] weights = weights();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void eachChannelIsQuantisedAsIfItWereATensorOfItsOwn(int axis) throws NonFiniteWeight {
        var channels = Channels.along(axis, SHAPE);
        var quantisation = Quantisation.usual(EightBit.UINT8);

        var codes = inPieces(channels, ELEMENTS);

        for (int i = 0; i < ELEMENTS; i++) {
            var range = ValueRange.ZERO;
            for (int j = 0; j < ELEMENTS; j++) {
                range = coordinate(axis, i) == coordinate(axis, j) ? range.with(j, weights, j, 1) : range;
            }
            assertThat(codes[i]).isEqualTo(quantisation.over(range).code(weights[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("channels")
    void piecesOfAnySizeGiveTheSameCodes(Channels channels) throws NonFiniteWeight {
        var whole = inPieces(channels, ELEMENTS);

        for (int size : new int[] {1, 2, 12, 13, 14, 143, 150, 1000}) {
            assertThat(inPieces(channels, size)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("channels")
    void namesTheElementThatIsNoNumber(Channels channels) {
        weights[500] = Float.NaN;

        assertThatThrownBy(() -> inPieces(channels, 100))
                .isInstanceOfSatisfying(
                        NonFiniteWeight.class, e -> assertThat(e.index()).isEqualTo(500));
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 1", "3, 3"})
    void refusesFewerOrMoreMapsThanChannels(int scales, int zeroPoints) {
        var ones = new float[scales];
        Arrays.fill(ones, 1);

        assertThatThrownBy(() -> new ChannelMaps(new Channels(2, 1), EightBit.INT8, ones, new int[zeroPoints]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "NaN, 0", "Infinity, 0", "1, 128", "1, -129"})
    void refusesAnyChannelThatHasNoMap(float scale, int zeroPoint) {
        var scales = new float[] {1, scale};
        var zeroPoints = new int[] {0, zeroPoint};

        assertThatThrownBy(() -> new ChannelMaps(new Channels(2, 1), EightBit.INT8, scales, zeroPoints))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Channels> channels() {
        return Stream.of(Channels.ONE, Channels.along(0, SHAPE), Channels.along(1, SHAPE), Channels.along(2, SHAPE));
    }

    private byte[] inPieces(Channels channels, int size) throws NonFiniteWeight {
        var ranges = new ChannelRanges(channels);
        for (int first = 0; first < ELEMENTS; first += size) {
            ranges.add(first, piece(first, size), Math.min(size, ELEMENTS - first));
        }
        var maps = Quantisation.usual(EightBit.UINT8).over(ranges);
        var codes = new byte[ELEMENTS];
        for (int first = 0; first < ELEMENTS; first += size) {
            maps.apply(first, piece(first, size), Math.min(size, ELEMENTS - first), codes, first);
        }
        return codes;
    }

    private float[] piece(int first, int size) {
        var piece = new float[size];
        System.arraycopy(weights, first, piece, 0, Math.min(size, ELEMENTS - first));
        return piece;
    }

    private static int coordinate(int axis, int element) {
        return switch (axis) {
            case 0 -> element / (11 * 13);
            case 1 -> element / 13 % 11;
            default -> element % 13;
        };
    }

    private static float[] weights() {
        var random = new Random(11);
        var weights = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            weights[i] = (float) random.nextGaussian() * (1 + i % 5);
        }
        return weights;
    }
}
