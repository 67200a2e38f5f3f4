package io.modelferry.delta.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EightBitTest {

    @Test
    void int8CoversBothSidesEquallyAndZeroIsZero() throws NonFiniteWeight {
        var map = EightBit.INT8.over(range(-0.5f, 0.25f));

        assertThat(map.scale()).isEqualTo((float) (1.0 / 254));
        assertThat(map.zeroPoint()).isZero();
        assertThat(codes(map, -0.5f, 0, 0.25f)).containsExactly((byte) -127, (byte) 0, (byte) 64);
    }

    @Test
    void uint8SpendsAllCodesOnTheRange() throws NonFiniteWeight {
        var map = EightBit.UINT8.over(range(-1, 2));

        assertThat(map.scale()).isEqualTo((float) (3.0 / 255));
        assertThat(map.zeroPoint()).isEqualTo(85);
        assertThat(codes(map, -1, 0, 2)).containsExactly((byte) 0, (byte) 85, (byte) 255);
    }

    @Test
    void halvesRoundToTheEvenCode() {
        var map = new LinearMap(EightBit.INT8, 1, 0);

        assertThat(codes(map, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f))
                .containsExactly((byte) 0, (byte) 2, (byte) 2, (byte) 0, (byte) -2);
    }

    @ParameterizedTest
    @EnumSource
    void aTensorOfZerosHasScaleOne(EightBit type) throws NonFiniteWeight {
        var map = type.over(range(0, 0));

        assertThat(map).isEqualTo(new LinearMap(type, 1, 0));
        assertThat(codes(map, 0)).containsExactly((byte) 0);
    }

    @ParameterizedTest
    @EnumSource
    void everyWeightComesBackWithinHalfAStep(EightBit type) throws NonFiniteWeight {
        var random = new Random(7);
        var weights = new float[4096];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian() * 0.1f;
        }

        var map = type.over(ValueRange.ZERO.with(FloatBuffer.wrap(weights)));

        var codes = codes(map, weights);
        for (int i = 0; i < weights.length; i++) {
            var code = type == EightBit.UINT8 ? Byte.toUnsignedInt(codes[i]) : codes[i];
            assertThat(map.scale() * (code - map.zeroPoint())).isCloseTo(weights[i], within(map.scale() * 0.51f));
        }
    }

    @Test
    void turnsAMatrixWhileItQuantises() {
        var map = new LinearMap(EightBit.INT8, 1, 0);
        var codes = ByteBuffer.allocate(6);

        map.quantiseTransposed(FloatBuffer.wrap(new float[] {1, 2, 3, 4, 5, 6}), 2, 3, codes);

        assertThat(codes.array()).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void namesTheWeightThatIsNoNumber(float broken) {
        assertThatThrownBy(() -> range(1, 2, broken))
                .isInstanceOfSatisfying(
                        NonFiniteWeight.class, e -> assertThat(e.index()).isEqualTo(2));
    }

    @ParameterizedTest
    @EnumSource
    void theWidestRangeStillHasAFiniteScale(EightBit type) throws NonFiniteWeight {
        assertThat(type.over(range(-Float.MAX_VALUE, Float.MAX_VALUE)).scale()).isFinite();
    }

    private static ValueRange range(float... weights) throws NonFiniteWeight {
        return ValueRange.ZERO.with(FloatBuffer.wrap(weights));
    }

    private static byte[] codes(LinearMap map, float... weights) {
        var codes = ByteBuffer.allocate(weights.length);
        map.quantise(FloatBuffer.wrap(weights), codes);
        return codes.array();
    }

    private static Offset<Float> within(float tolerance) {
        return Offset.offset(tolerance);
    }
}
