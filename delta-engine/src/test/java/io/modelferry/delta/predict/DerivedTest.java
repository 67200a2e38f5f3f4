package io.modelferry.delta.predict;

import static io.modelferry.delta.predict.Fitted.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.recipe.Bfloat16;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.Halves;
import io.modelferry.delta.recipe.Kernel;
import io.modelferry.delta.testing.Planted;
import io.modelferry.delta.testing.Quantised;
import io.modelferry.delta.testing.TinyOnnx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DerivedTest extends PredictionContract {

    private static final int ROWS = 24;
    private static final int COLUMNS = 100;
    private static final byte[] WEIGHTS = weightsOfManySizes();
    private static final Tensor BASE = tensor(ElementType.FLOAT, WEIGHTS, ROWS, COLUMNS);
    private static final Channels BY_ROW = new Channels(ROWS, COLUMNS);
    private static final Channels BY_COLUMN = new Channels(COLUMNS, 1);

    @Override
    Stream<Fitted> cases() throws Exception {
        return Stream.concat(exact(), Stream.of(ofAnotherVersion()));
    }

    /** The same weights through a tool that we know. */
    static Stream<Fitted> exact() throws Exception {
        var all = new ArrayList<Fitted>(List.of(
                rounded("float16 as NumPy rounds", ElementType.FLOAT16, Halves.IEEE),
                rounded("float16 as ONNX Runtime rounds", ElementType.FLOAT16, Halves.ONNX_RUNTIME),
                rounded("float16 as the ONNX converter rounds", ElementType.FLOAT16, Halves.ONNX_CONVERTER),
                rounded("bfloat16", ElementType.BFLOAT16, new Bfloat16())));
        for (var type : EightBit.values()) {
            all.add(quantised(type, Channels.ONE, "all"));
            all.add(quantised(type, BY_ROW, "each row"));
            all.add(quantised(type, BY_COLUMN, "each column"));
            all.add(turned(type));
            all.add(scales(type, BY_ROW));
            all.add(scales(type, BY_COLUMN));
        }
        return all.stream();
    }

    private static Fitted rounded(String name, ElementType type, Kernel kernel) throws Exception {
        var elements = new byte[ROWS * COLUMNS * type.width()];
        kernel.apply(0, Planted.floats(WEIGHTS), ROWS * COLUMNS, elements, 0);
        return Fitted.of(name, BASE, tensor(type, elements, ROWS, COLUMNS), Prediction.Kind.DERIVED);
    }

    private static Fitted quantised(EightBit type, Channels channels, String what) throws Exception {
        var target = tensor(type.element(), Quantised.of(WEIGHTS, type, channels), ROWS, COLUMNS);
        return Fitted.of("%s over the range of %s".formatted(type, what), BASE, target, Prediction.Kind.DERIVED);
    }

    private static Fitted turned(EightBit type) throws Exception {
        var codes = Planted.transposed(Quantised.of(WEIGHTS, type, Channels.ONE), ROWS, 1);
        return Fitted.of(
                type + ", rows as columns",
                BASE,
                tensor(type.element(), codes, COLUMNS, ROWS),
                Prediction.Kind.DERIVED);
    }

    private static Fitted scales(EightBit type, Channels channels) throws Exception {
        var scales = Quantised.scales(WEIGHTS, type, channels);
        var target = tensor(ElementType.FLOAT, scales, channels.count());
        return Fitted.of("%d scales of %s".formatted(channels.count(), type), BASE, target, Prediction.Kind.DERIVED);
    }

    private static Fitted ofAnotherVersion() throws Exception {
        var next = TinyOnnx.fineTuned(WEIGHTS, 5, 1e-2);
        var target = tensor(ElementType.INT8, Quantised.of(next, EightBit.INT8, BY_ROW), ROWS, COLUMNS);
        return Fitted.of("int8 of weights that moved", BASE, target, Prediction.Kind.DERIVED);
    }

    @ParameterizedTest
    @MethodSource("exact")
    void leavesNothingToStoreOfTheSameWeights(Fitted fitted) throws Exception {
        assertThat(fitted.misses()).isZero();
    }

    /** However many chunks ask. */
    @ParameterizedTest
    @MethodSource("cases")
    void makesItsMapsOnce(Fitted fitted) throws Exception {
        var read = (Derived) fitted.kind().read(fitted.parameters(), fitted.sides());
        var kernel = read.maps().kernel(BASE.bytes());

        assertThat(read.maps().kernel(BASE.bytes())).isSameAs(kernel);
    }

    @Test
    void comesCloseWithTheWeightsOfAnotherVersion() throws Exception {
        var fitted = ofAnotherVersion();

        var predicted = fitted.predicted();
        var actual = fitted.actual();

        for (int i = 0; i < actual.length; i++) {
            assertThat(Math.abs(predicted[i] - actual[i])).as("code %d", i).isLessThanOrEqualTo(8);
        }
    }

    @Test
    void expectsSomethingOfWeightsThatNoQuantiserTakes() throws Exception {
        var rude = WEIGHTS.clone();
        Planted.put(rude, 7, Float.NaN);
        Planted.put(rude, 8, Float.NEGATIVE_INFINITY);
        var base = tensor(ElementType.FLOAT, rude, ROWS, COLUMNS);
        var target = tensor(ElementType.INT8, TinyOnnx.codes(1, ROWS * COLUMNS), ROWS, COLUMNS);

        for (var prediction : Predictions.of(base, target)) {
            predicted(prediction, base.bytes(), 0, ROWS * COLUMNS, 1);
        }
    }

    @Test
    void refusesToDeriveMoreOrLessThanThereIs() throws Exception {
        var parameters = quantised(EightBit.INT8, Channels.ONE, "all").parameters();

        for (long elements : new long[] {1, ROWS * COLUMNS - 1, ROWS * COLUMNS + 1}) {
            assertThatExceptionOfType(BadParameters.class)
                    .isThrownBy(() -> Prediction.Kind.DERIVED.read(
                            parameters, new Sides(ElementType.INT8, elements, WEIGHTS.length)));
        }
    }

    /** Each row of another size, so that scales differ; some weights beyond what float16 holds, some below. */
    private static byte[] weightsOfManySizes() {
        var weights = TinyOnnx.weights(1, ROWS * COLUMNS);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            Planted.put(weights, i, Planted.get(weights, i) * (1 + i / COLUMNS + i % COLUMNS % 7));
        }
        Planted.put(weights, 5, 3e-8f);
        Planted.put(weights, 6, -2e-8f);
        Planted.put(weights, 7, 12_000f);
        return weights;
    }
}
