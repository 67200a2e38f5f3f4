package io.modelferry.delta.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.testing.Boundless;
import io.modelferry.delta.testing.Changes;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every prediction promises, whatever it expects. A new one is a new subclass with its cases, and what its search must find. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PredictionContract {

    private static final long[] LENGTHS = {1, 4, 6, 1_000, (1L << 31) + 8, (1L << 35) + 4, 1L << 37};
    private static final int MOST_ELEMENTS = 600;

    /** Predictions that its search found, or that somebody might write. */
    abstract Stream<Fitted> cases() throws Exception;

    @ParameterizedTest
    @MethodSource("cases")
    void comesBackFromItsParameters(Fitted fitted) throws Exception {
        var read = fitted.kind().read(fitted.parameters(), fitted.sides());

        assertThat(read.kind()).isEqualTo(fitted.kind());
        assertThat(read.parameters()).isEqualTo(fitted.parameters());
        assertThat(fitted.predictedBy(read)).isEqualTo(fitted.predicted());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void expectsOfAnyRunWhatItExpectsOfTheWhole(Fitted fitted) throws Exception {
        var whole = fitted.predicted();
        var random = new Random(9);
        int width = fitted.target().type().width();
        int elements = (int) fitted.target().elements();
        for (int i = 0; i < 200; i++) {
            int first = random.nextInt(elements);
            int count = 1 + random.nextInt(Math.min(elements - first, i % 2 == 0 ? 40 : elements));

            var run = predicted(fitted.prediction(), fitted.base().bytes(), first, count, width);

            assertThat(run)
                    .as("%d from %d", count, first)
                    .isEqualTo(Arrays.copyOfRange(whole, first * width, (first + count) * width));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesParametersCutShortOrTooLong(Fitted fitted) {
        var whole = fitted.parameters();
        for (int length = 0; length < whole.length; length = length < 64 ? length + 1 : length + 97) {
            requireRefusal(fitted, Arrays.copyOf(whole, length));
        }
        requireRefusal(fitted, Arrays.copyOf(whole, whole.length + 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void staysInsideWithAnyBitFlipped(Fitted fitted) throws Exception {
        var whole = fitted.parameters();
        var random = new Random(whole.length);
        int header = Math.min(whole.length, 40) * 8;
        for (int i = 0; i < header; i++) {
            requireInsideOrRefused(fitted.kind(), flipped(whole, i), fitted.sides());
        }
        for (int i = 0; i < 100 && whole.length > 40; i++) {
            requireInsideOrRefused(
                    fitted.kind(), flipped(whole, header + random.nextInt(whole.length * 8 - header)), fitted.sides());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void staysInsideWithNoiseForParameters(Fitted fitted) throws Exception {
        for (int i = 0; i < 300; i++) {
            var noise = Changes.noise(i, i % 60);
            for (int at = i % 7; at < noise.length; at += 2) {
                noise[at] = (byte) (at % 5 == 0 ? 1 : 0); // small numbers get further
            }
            requireInsideOrRefused(fitted.kind(), noise, fitted.sides());
        }
    }

    /** The same parameters for sections and bases that they were not made for, up to the longest that the format holds. */
    @ParameterizedTest
    @MethodSource("cases")
    void staysInsideBetweenSidesOfAnyLength(Fitted fitted) throws Exception {
        var type = fitted.target().type();
        for (long base : LENGTHS) {
            for (long target : LENGTHS) {
                boolean readsAllOfIt = fitted.kind() == Prediction.Kind.DERIVED && base > 1 << 20;
                if (!readsAllOfIt && target >= type.width()) {
                    var sides = new Sides(type, target / type.width() * type.width(), base);
                    requireInsideOrRefused(fitted.kind(), fitted.parameters(), sides);
                }
            }
        }
    }

    private static void requireRefusal(Fitted fitted, byte[] parameters) {
        assertThatExceptionOfType(BadParameters.class)
                .as("%d bytes", parameters.length)
                .isThrownBy(() -> fitted.kind().read(parameters, fitted.sides()))
                .satisfies(refused -> assertThat(refused.reason()).isNotBlank());
    }

    /** Reading outside the base fails in {@link Boundless}, writing outside the section in {@link #predicted}. */
    static void requireInsideOrRefused(Prediction.Kind kind, byte[] parameters, Sides sides) throws Exception {
        Prediction prediction;
        try {
            prediction = kind.read(parameters, sides);
        } catch (BadParameters refused) {
            return;
        }
        int count = (int) Math.min(MOST_ELEMENTS, sides.elements());
        for (long first : new long[] {0, (sides.elements() - count) / 2, sides.elements() - count}) {
            predicted(
                    prediction,
                    new Boundless(sides.baseBytes()),
                    first,
                    count,
                    sides.type().width());
        }
    }

    static byte[] predicted(Prediction prediction, BaseView base, long first, int count, int width) throws Exception {
        byte guard = 0x5c;
        var out = new byte[count * width + 16];
        Arrays.fill(out, guard);
        prediction.predict(base, first, count, out);
        for (int i = count * width; i < out.length; i++) {
            assertThat(out[i]).as("behind the run").isEqualTo(guard);
        }
        return Arrays.copyOf(out, count * width);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }
}
