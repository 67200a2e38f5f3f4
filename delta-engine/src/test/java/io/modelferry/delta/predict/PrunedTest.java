package io.modelferry.delta.predict;

import static io.modelferry.delta.predict.Fitted.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.Planted;
import io.modelferry.delta.testing.TinyOnnx;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PrunedTest extends PredictionContract {

    private static final int ROWS = 16;
    private static final byte[] WEIGHTS = TinyOnnx.weights(1, ROWS * 300);

    @Override
    Stream<Fitted> cases() throws Exception {
        var all = new ArrayList<Fitted>();
        for (int rows : new int[] {1, ROWS}) {
            for (boolean keepsSign : new boolean[] {true, false}) {
                var pruned = Planted.pruned(WEIGHTS, rows, keepsSign);
                all.add(fitted(ElementType.FLOAT, WEIGHTS, pruned, rows, keepsSign));
                all.add(fitted(
                        ElementType.BFLOAT16,
                        TinyOnnx.upperHalves(WEIGHTS),
                        TinyOnnx.upperHalves(pruned),
                        rows,
                        keepsSign));
                all.add(fitted(
                        ElementType.FLOAT16, TinyOnnx.halves(WEIGHTS), TinyOnnx.halves(pruned), rows, keepsSign));
            }
        }
        return all.stream();
    }

    private static Fitted fitted(ElementType type, byte[] base, byte[] target, int rows, boolean keepsSign)
            throws Exception {
        var name = "%s by %d thresholds, %s".formatted(type.label(), rows, keepsSign ? "signs kept" : "signs lost");
        return Fitted.of(name, tensor(type, base, ROWS, 300), tensor(type, target, ROWS, 300), Prediction.Kind.PRUNED);
    }

    /** A narrow float at the threshold may have been on either side of it before it was rounded. */
    @ParameterizedTest
    @MethodSource("cases")
    void findsTheThresholds(Fitted fitted) throws Exception {
        boolean isExact = fitted.target().type() == ElementType.FLOAT;

        assertThat(fitted.misses())
                .isLessThanOrEqualTo(isExact ? 0 : (int) fitted.target().elements() / 50);
    }

    @Test
    void oneThresholdIsEnoughIfThereIsOne() throws Exception {
        var fitted = fitted(ElementType.FLOAT, WEIGHTS, Planted.pruned(WEIGHTS, 1, true), 1, true);

        assertThat(((Pruned) fitted.prediction()).thresholds()).hasSize(1);
    }

    @Test
    void aZeroHereAndThereIsNoPruning() throws Exception {
        var few = WEIGHTS.clone();
        for (int i = 0; i < ROWS * 300; i += 400) {
            Planted.put(few, i, 0);
        }

        assertThat(Fitted.kinds(
                        tensor(ElementType.FLOAT, WEIGHTS, ROWS, 300), tensor(ElementType.FLOAT, few, ROWS, 300)))
                .doesNotContain(Prediction.Kind.PRUNED);
    }

    @Test
    void whatIsNoNumberIsNeverPruned() throws Exception {
        var prediction = fitted(ElementType.FLOAT, WEIGHTS, Planted.pruned(WEIGHTS, 1, false), 1, false)
                .prediction();
        var rude = new byte[3 * Float.BYTES];
        Planted.put(rude, 0, Float.NaN);
        Planted.put(rude, 1, Float.NEGATIVE_INFINITY);
        Planted.put(rude, 2, -0f);

        var predicted = predicted(prediction, tensor(ElementType.FLOAT, rude, 3).bytes(), 0, 3, Float.BYTES);

        assertThat(Planted.get(predicted, 0)).isNaN();
        assertThat(Planted.get(predicted, 1)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Float.floatToRawIntBits(Planted.get(predicted, 2))).isZero();
    }
}
