package io.modelferry.delta.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantisationTest {

    @Test
    void signedCodesCoverBothSidesEquallyAndZeroIsZero() throws NonFiniteWeight {
        var map = Quantisation.usual(EightBit.INT8).over(range(-0.5f, 0.25f));

        assertThat(map.scale()).isEqualTo((float) (1.0 / 254));
        assertThat(map.zeroPoint()).isZero();
        assertThat(codes(map, -0.5f, 0, 0.25f)).containsExactly((byte) -127, (byte) 0, (byte) 64);
    }

    @Test
    void unsignedCodesSpendAllOnTheRange() throws NonFiniteWeight {
        var map = Quantisation.usual(EightBit.UINT8).over(range(-1, 2));

        assertThat(map.scale()).isEqualTo((float) (3.0 / 255));
        assertThat(map.zeroPoint()).isEqualTo(85);
        assertThat(codes(map, -1, 0, 2)).containsExactly((byte) 0, (byte) 85, (byte) 255);
    }

    @Test
    void aReducedRangeUsesSevenBits() throws NonFiniteWeight {
        var map = new Quantisation(EightBit.INT8, true, true).over(range(-0.5f, 0.25f));

        assertThat(codes(map, -0.5f, 0, 0.25f)).containsExactly((byte) -64, (byte) 0, (byte) 32);
    }

    @Test
    void halvesRoundToTheEvenCode() {
        var map = new LinearMap(EightBit.INT8, 1, 0);

        assertThat(codes(map, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f))
                .containsExactly((byte) 0, (byte) 2, (byte) 2, (byte) 0, (byte) -2);
    }

    @ParameterizedTest
    @EnumSource
    void whatAMapDoesNotReachIsClippedAndNaNIsTakenForZero(EightBit type) {
        var map = new LinearMap(type, Float.MIN_NORMAL, 100);

        assertThat(codes(map, -Float.MAX_VALUE, -1, Float.NaN, 1, Float.POSITIVE_INFINITY))
                .containsExactly((byte) type.lowest(), (byte) type.lowest(), (byte) 100, (byte) type.highest(), (byte)
                        type.highest());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aTensorOfZerosHasScaleOne(Quantisation quantisation) throws NonFiniteWeight {
        var map = quantisation.over(range(0, 0));

        assertThat(map).isEqualTo(new LinearMap(quantisation.type(), 1, 0));
        assertThat(codes(map, 0)).containsExactly((byte) 0);
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyWeightComesBackWithinHalfAStep(Quantisation quantisation) throws NonFiniteWeight {
        var random = new Random(7);
        var weights = new float[4096];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian() * 0.1f;
        }

        var map = quantisation.over(range(weights));

        var codes = codes(map, weights);
        for (int i = 0; i < weights.length; i++) {
            var code = quantisation.type() == EightBit.UINT8 ? Byte.toUnsignedInt(codes[i]) : codes[i];
            assertThat(map.scale() * (code - map.zeroPoint()))
                    .isCloseTo(weights[i], Offset.offset(map.scale() * 0.51f));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void namesTheWeightThatIsNoNumber(float broken) {
        assertThatThrownBy(() -> ValueRange.ZERO.with(1000, new float[] {1, 2, broken}, 1, 2))
                .isInstanceOfSatisfying(
                        NonFiniteWeight.class, e -> assertThat(e.index()).isEqualTo(1001));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theWidestRangeStillHasAFiniteScale(Quantisation quantisation) throws NonFiniteWeight {
        assertThat(quantisation.over(range(-Float.MAX_VALUE, Float.MAX_VALUE)).scale())
                .isFinite();
    }

    static Stream<Quantisation> all() {
        return Stream.of(EightBit.values())
                .flatMap(type -> Stream.of(
                        new Quantisation(type, false, false),
                        new Quantisation(type, false, true),
                        new Quantisation(type, true, false),
                        new Quantisation(type, true, true)));
    }

    private static ValueRange range(float... weights) throws NonFiniteWeight {
        return ValueRange.ZERO.with(0, weights, 0, weights.length);
    }

    private static byte[] codes(LinearMap map, float... weights) {
        var codes = new byte[weights.length];
        map.quantise(weights, 0, weights.length, codes, 0);
        return codes;
    }
}
