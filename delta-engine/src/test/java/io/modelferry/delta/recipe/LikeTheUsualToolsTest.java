package io.modelferry.delta.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every answer that {@code tools/recipe-vectors} has from a tool, to the bit. */
class LikeTheUsualToolsTest {

    private static final Map<String, Vectors> TENSORS = Vectors.of("tensors.txt").stream()
            .collect(Collectors.toMap(tensor -> tensor.text("tensor"), Function.identity()));

    @ParameterizedTest
    @MethodSource("quantised")
    void scalesZeroPointsAndCodesAreThoseOfOnnxRuntime(Vectors answer) throws NonFiniteWeight {
        var weights = TENSORS.get(answer.text("tensor")).floats("weights");
        var quantisation = new Quantisation(
                EightBit.valueOf(answer.text("type")),
                Boolean.parseBoolean(answer.text("symmetric")),
                Boolean.parseBoolean(answer.text("reduceRange")));
        var ranges = new ChannelRanges(channels(answer));
        ranges.add(0, weights, weights.length);

        var maps = quantisation.over(ranges);
        var codes = new byte[weights.length];
        maps.apply(0, weights, weights.length, codes, 0);

        assertThat(scales(maps)).containsExactly(answer.floats("scales"));
        assertThat(zeroPoints(maps)).containsExactly(answer.numbers("zeroPoints"));
        assertThat(codes).isEqualTo(answer.bytes("codes"));
    }

    @Test
    void halvesAreThoseOfOnnxRuntimesConverterAndOfNumPy() {
        var answers = Vectors.of("halves.txt");
        var weights = answers.getFirst().floats("weights");

        for (var answer : answers) {
            if (answer.has("halves")) {
                assertThat(applied(halves(answer), weights)).isEqualTo(answer.bytes("halves"));
            }
        }
    }

    @Test
    void bfloatsAreThoseOfMlDtypes() {
        var answers = Vectors.of("halves.txt");
        var weights = answers.getFirst().floats("weights");

        assertThat(applied(new Bfloat16(), weights)).isEqualTo(answers.getLast().bytes("bfloats"));
    }

    @ParameterizedTest
    @MethodSource("biases")
    void biasesAreThoseOfOnnxRuntime(Vectors answer) {
        var map = BiasMap.of(answer.floats("inputScale")[0], answer.floats("weightScale")[0]);

        assertThat(map.scale()).isEqualTo(answer.floats("scale")[0]);
        var biases = answer.floats("weights");
        var codes = answer.ints("codes");
        for (int i = 0; i < biases.length; i++) {
            assertThat(map.code(biases[i])).isEqualTo(codes[i]);
        }
    }

    static List<Vectors> quantised() {
        return Vectors.of("quantised.txt");
    }

    static List<Vectors> biases() {
        return Vectors.of("biases.txt");
    }

    private static Channels channels(Vectors answer) {
        var shape = TENSORS.get(answer.text("tensor")).numbers("shape");
        var axis = answer.number("axis");
        return axis < 0
                ? Channels.ONE
                : Channels.along(axis, Arrays.stream(shape).asLongStream().toArray());
    }

    private static float[] scales(ChannelMaps maps) {
        var scales = new float[maps.channels().count()];
        for (int channel = 0; channel < scales.length; channel++) {
            scales[channel] = maps.scale(channel);
        }
        return scales;
    }

    private static int[] zeroPoints(ChannelMaps maps) {
        return IntStream.range(0, maps.channels().count()).map(maps::zeroPoint).toArray();
    }

    private static Halves halves(Vectors answer) {
        return answer.has("minPositive")
                ? new Halves(Float.parseFloat(answer.text("minPositive")), Float.parseFloat(answer.text("maxFinite")))
                : Halves.IEEE;
    }

    private static byte[] applied(Kernel kernel, float[] weights) {
        var elements = new byte[weights.length * kernel.target().width()];
        kernel.apply(0, weights, weights.length, elements, 0);
        return elements;
    }
}
