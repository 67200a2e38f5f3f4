package io.modelferry.delta.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.recipe.Steps;
import io.modelferry.delta.testing.Change;
import io.modelferry.delta.testing.Planted;
import io.modelferry.delta.testing.TinyOnnx;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StepCodesTest extends CodecContract {

    private static final int ROW = 64;

    @Override
    Codec codec() {
        return Codec.STEPS;
    }

    @Override
    List<ElementType> types() {
        return List.of(ElementType.FLOAT);
    }

    @Override
    Stream<Change> own() {
        return Stream.of(nearLossless(1, 640), nearLossless(4, 640), nearLossless(8, 320));
    }

    /** Weights published in so many bits cost so many bits, and a step a row. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void findsTheStepsOfWeightsThatWerePublishedInThem(int bits) throws Exception {
        var change = nearLossless(bits, 6_400);
        try (var workbench = new Workbench()) {
            var coded = new Coded(workbench.codec(Codec.STEPS), change, ROW, 0);

            var stored = coded.encode();

            assertThat(stored).isNotNull().hasSizeLessThan(6_400 * bits / 8 + 100 * 3 + 250);
            assertThat(coded.decode(stored)).isEqualTo(change.to());
        }
    }

    private static Change nearLossless(int bits, int count) {
        var from = TinyOnnx.weights(1, count);
        var tuned = TinyOnnx.fineTuned(from, 2, 1e-2);
        var to = from.clone();
        for (int row = 0; row < count / ROW; row++) {
            var base = Arrays.copyOfRange(Planted.floats(from), row * ROW, (row + 1) * ROW);
            var target = Arrays.copyOfRange(Planted.floats(tuned), row * ROW, (row + 1) * ROW);
            var channel = new Steps(bits).nearest(base, target);
            for (int i = 0; i < ROW; i++) {
                Planted.put(to, row * ROW + i, Steps.value(base[i], channel.step(), channel.codes()[i]));
            }
        }
        return new Change("published in %d bits".formatted(bits), ElementType.FLOAT, from, to);
    }
}
