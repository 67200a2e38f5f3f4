package io.modelferry.delta.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvesTest {

    @Test
    void theSmallestAndTheLargestFiniteWeightStopAtTheLimits() {
        assertThat(Halves.ONNX_RUNTIME.toFloat16(1e-30f)).isEqualTo((short) 0x0001);
        assertThat(Halves.ONNX_RUNTIME.toFloat16(-1e-30f)).isEqualTo((short) 0x8001);
        assertThat(Halves.ONNX_RUNTIME.toFloat16(1e30f)).isEqualTo((short) 0x7BFF);
        assertThat(Halves.ONNX_CONVERTER.toFloat16(-1e30f)).isEqualTo(Float.floatToFloat16(-10000));
    }

    @Test
    void zerosAndInfinitiesAreNoBusinessOfTheLimits() {
        for (var weight : new float[] {0, -0.0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThat(Halves.ONNX_CONVERTER.toFloat16(weight)).isEqualTo(Float.floatToFloat16(weight));
        }
    }

    @Test
    void withoutLimitsTooLargeIsInfinite() {
        assertThat(Halves.IEEE.toFloat16(65520)).isEqualTo((short) 0x7C00);
        assertThat(Halves.IEEE.toFloat16(65519)).isEqualTo((short) 0x7BFF);
    }

    @ParameterizedTest
    @CsvSource({"7FC00000, 7E00", "FFC00000, FE00", "7F800001, 7E00", "7FA00000, 7F00", "FFFFFFFF, FFFF"})
    void naNsAreQuietAndTheSameOnEveryMachine(String weight, String half) {
        var nan = Float.intBitsToFloat(Integer.parseUnsignedInt(weight, 16));

        assertThat(Halves.IEEE.toFloat16(nan)).isEqualTo((short) Integer.parseInt(half, 16));
    }

    @Test
    void refusesLimitsInTheWrongOrder() {
        assertThatThrownBy(() -> new Halves(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Halves(0, Float.POSITIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Halves(Float.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
