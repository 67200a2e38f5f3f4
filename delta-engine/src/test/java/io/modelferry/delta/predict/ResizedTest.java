package io.modelferry.delta.predict;

import static io.modelferry.delta.predict.Fitted.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.Boundless;
import io.modelferry.delta.testing.TinyOnnx;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResizedTest extends PredictionContract {

    private static final int WIDTH = Float.BYTES;

    @Override
    Stream<Fitted> cases() throws Exception {
        return Stream.of(
                resized(new long[] {20, 30}, new long[] {25, 30}),
                resized(new long[] {20, 30}, new long[] {20, 37}),
                resized(new long[] {20, 30}, new long[] {20, 11}),
                resized(new long[] {20, 30}, new long[] {3, 30}),
                resized(new long[] {4, 5, 6}, new long[] {4, 7, 6}),
                resized(new long[] {2_000, 3}, new long[] {2_000, 1}),
                resized(new long[] {2_000, 1}, new long[] {2_100, 1}),
                resized(new long[] {3, 2_000}, new long[] {3, 5}),
                resized(new long[] {100}, new long[] {107}));
    }

    private static Fitted resized(long[] from, long[] to) throws Exception {
        var base = tensor(ElementType.FLOAT, TinyOnnx.weights(1, product(from)), from);
        var target = tensor(ElementType.FLOAT, TinyOnnx.weights(2, product(to)), to);
        var name = Arrays.toString(from) + " to " + Arrays.toString(to);
        return Fitted.of(name, base, target, Prediction.Kind.RESIZED);
    }

    /** Rows × columns × what lies behind, of base and target. */
    @ParameterizedTest
    @CsvSource({
        "20, 30, 1, 25, 30, more rows",
        "20, 30, 1, 20, 37, longer rows",
        "20, 30, 1, 20, 11, shorter rows",
        "20, 30, 1, 3, 30, fewer rows",
        "4, 5, 6, 4, 7, more of a middle axis"
    })
    void keepsEveryElementInItsRowAndColumn(int oldRows, int oldColumns, int inner, int rows, int columns, String what)
            throws Exception {
        var fitted = resized(new long[] {oldRows, oldColumns, inner}, new long[] {rows, columns, inner});
        var before = TinyOnnx.weights(1, oldRows * oldColumns * inner);

        var predicted = fitted.predicted();

        int block = inner * WIDTH;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int at = (i * columns + j) * block;
                var expected = i < oldRows && j < oldColumns
                        ? Arrays.copyOfRange(before, (i * oldColumns + j) * block, (i * oldColumns + j + 1) * block)
                        : new byte[block];
                assertThat(Arrays.copyOfRange(predicted, at, at + block))
                        .as("%d, %d", i, j)
                        .isEqualTo(expected);
            }
        }
    }

    /** Row times row length is more than a long holds. */
    @Test
    void aRowFarBeyondTheBaseIsNothing() throws Exception {
        long bytes = 1L << 37;
        var parameters = new ParameterWriter().number(bytes).number(1).toByteArray();
        var prediction = Prediction.Kind.RESIZED.read(parameters, new Sides(ElementType.BYTES, bytes, bytes));

        for (long first : new long[] {1L << 26, (1L << 26) + 1, 1L << 27, 1L << 36, bytes - 50}) {
            assertThat(predicted(prediction, new Boundless(bytes), first, 50, 1))
                    .isEqualTo(new byte[50]);
        }
    }

    private static int product(long[] shape) {
        return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
