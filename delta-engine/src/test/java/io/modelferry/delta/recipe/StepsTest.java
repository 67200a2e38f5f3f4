package io.modelferry.delta.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {

    @ParameterizedTest
    @MethodSource("vectors")
    void stepCodesAndValuesAreThoseOfTheFormulaWrittenInPython(Vectors vector) {
        var base = vector.floats("base");

        var channel = new Steps(vector.number("bits")).nearest(base, vector.floats("target"));

        assertThat(channel.step()).isEqualTo(vector.floats("step")[0]);
        assertThat(channel.codes()).isEqualTo(vector.bytes("codes"));
        assertThat(values(base, channel)).containsExactly(vector.floats("values"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
    void everyWeightComesWithinHalfAStep(int bits) {
        var random = new Random(bits);
        var base = gaussian(random, 0.05);
        var target = gaussian(random, 0.06);

        var channel = new Steps(bits).nearest(base, target);

        var values = values(base, channel);
        for (int i = 0; i < base.length; i++) {
            assertThat(values[i]).isCloseTo(target[i], Offset.offset(0.5001f * channel.step()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void aStepHasTwelveSignificantBits(int bits) {
        var random = new Random(bits);
        for (int i = 0; i < 1000; i++) {
            var scale = Math.pow(10, random.nextInt(-40, 30));

            assertThat(Steps.isStep(new Steps(bits)
                            .nearest(gaussian(random, scale), gaussian(random, scale))
                            .step()))
                    .isTrue();
        }
    }

    @Test
    void aSingleBitIsASign() {
        var channel = new Steps(1).nearest(new float[] {1, 1, 1, 1}, new float[] {2, 1.5f, 0, 1});

        assertThat(channel.codes()).containsExactly(1, 1, -1, 1);
        assertThat(channel.step()).isEqualTo(0.625f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void whereNothingMovedTheStepIsZeroAndTheValuesAreTheBase(int bits) {
        var base = gaussian(new Random(3), 1);

        var channel = new Steps(bits).nearest(base, base.clone());

        assertThat(channel.step()).isZero();
        assertThat(values(base, channel)).containsExactly(base);
    }

    @Test
    void refusesWeightsThatAreNoNumbersAndMovesThatNoStepReaches() {
        var steps = new Steps(2);

        assertThatThrownBy(() -> steps.nearest(new float[] {0}, new float[] {Float.NaN}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> steps.nearest(new float[] {-Float.MAX_VALUE}, new float[] {Float.MAX_VALUE}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9})
    void refusesCodesThatAreNoByte(int bits) {
        assertThatThrownBy(() -> new Steps(bits)).isInstanceOf(IllegalArgumentException.class);
    }

    static List<Vectors> vectors() {
        return Vectors.of("steps.txt");
    }

    private static float[] values(float[] base, Steps.Channel channel) {
        var values = new float[base.length];
        for (int i = 0; i < base.length; i++) {
            values[i] = Steps.value(base[i], channel.step(), channel.codes()[i]);
        }
        return values;
    }

    private static float[] gaussian(Random random, double scale) {
        var weights = new float[64];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() * scale);
        }
        return weights;
    }
}
