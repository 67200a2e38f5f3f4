package io.modelferry.delta.predict;

import static io.modelferry.delta.predict.Fitted.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.Planted;
import io.modelferry.delta.testing.TinyOnnx;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaledTest extends PredictionContract {

    private static final byte[] WEIGHTS = TinyOnnx.weights(1, 64 * 72);

    @Override
    Stream<Fitted> cases() throws Exception {
        return Stream.of(floats(64), floats(2), floats(1), codes(), halves());
    }

    private static Fitted floats(int rows) throws Exception {
        long columns = 64 * 72 / rows;
        var base = tensor(ElementType.FLOAT, WEIGHTS, rows, columns);
        var target = tensor(ElementType.FLOAT, scaled(rows), rows, columns);
        return Fitted.of("floats by %d factors".formatted(rows), base, target, Prediction.Kind.SCALED);
    }

    /** By one factor that is not 1, or a factor a row. */
    private static byte[] scaled(int rows) {
        return Planted.scaled(WEIGHTS, rows);
    }

    private static Fitted codes() throws Exception {
        var base = TinyOnnx.codes(1, 64 * 72);
        var target = base.clone();
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) Math.clamp(Math.round(base[i] * 0.875f + 3), -128, 127);
        }
        var from = tensor(ElementType.INT8, base, 64, 72);
        return Fitted.of(
                "codes by factor and offset", from, tensor(ElementType.INT8, target, 64, 72), Prediction.Kind.SCALED);
    }

    private static Fitted halves() throws Exception {
        var base = tensor(ElementType.FLOAT16, TinyOnnx.halves(WEIGHTS), 64, 72);
        var target = tensor(ElementType.FLOAT16, TinyOnnx.halves(scaled(64)), 64, 72);
        return Fitted.of("halves by 64 factors", base, target, Prediction.Kind.SCALED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void findsTheFactorOfEachChannelToTheBit(int rows) throws Exception {
        var fitted = floats(rows);

        assertThat(fitted.misses()).isZero();
        var slopes = ((Scaled) fitted.prediction()).slopes();
        for (int row = 0; row < rows; row++) {
            assertThat(slopes[row]).isEqualTo(Planted.factor(row));
        }
    }

    @Test
    void findsFactorAndOffsetOfCodes() throws Exception {
        assertThat(codes().misses()).isLessThan(64 * 72 / 100);
    }

    @Test
    void findsTheFactorsOfNarrowFloats() throws Exception {
        assertThat(halves().misses()).isLessThan(64 * 72 / 4);
    }

    /** Slope times infinity, NaN, the largest and the smallest: the same bytes on every machine, whatever they are. */
    @Test
    void expectsSomethingOfEveryValue() throws Exception {
        var weights = WEIGHTS.clone();
        float[] rude = {Float.NaN, Float.POSITIVE_INFINITY, -0f, Float.MIN_VALUE, Float.MAX_VALUE};
        for (int i = 0; i < rude.length; i++) {
            Planted.put(weights, 100 + i, rude[i]);
        }
        var prediction = floats(64).prediction();

        var once =
                predicted(prediction, tensor(ElementType.FLOAT, weights, 64, 72).bytes(), 0, 64 * 72, 4);

        assertThat(Planted.get(once, 100)).isNaN();
        assertThat(Planted.get(once, 101)).isInfinite();
        assertThat(once)
                .isEqualTo(predicted(
                        prediction, tensor(ElementType.FLOAT, weights, 64, 72).bytes(), 0, 64 * 72, 4));
    }
}
