package io.modelferry.delta.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.testing.Quantised;
import io.modelferry.delta.testing.TinyOnnx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A shape is what a file claims. One that fits no length makes a delta longer at worst, never wrong and never impossible. */
final class LyingShapesTest {

    private static final byte[] WEIGHTS = TinyOnnx.weights(1, 10_000);

    private static final List<long[]> SHAPES = List.of(
            new long[] {100, 100},
            new long[] {0},
            new long[] {-1, -1},
            new long[] {0, 100},
            new long[] {100, 0},
            new long[] {3, 7},
            new long[] {300, 100},
            new long[] {-100, 100},
            new long[] {20_000},
            new long[] {Long.MAX_VALUE, Long.MAX_VALUE},
            new long[] {10_000, 10_000});

    @TempDir
    private Path folder;

    static Stream<Arguments> pairs() {
        return SHAPES.stream().flatMap(from -> SHAPES.stream().map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void changeNothingButTheLength(long[] from, long[] to) throws Exception {
        var codes = Quantised.of(WEIGHTS, EightBit.INT8, Channels.ONE);
        var base = new TinyOnnx()
                .initializer("tuned", ElementType.FLOAT, WEIGHTS, from)
                .initializer("halved", ElementType.FLOAT, WEIGHTS, from)
                .initializer("quantised", ElementType.FLOAT, WEIGHTS, from)
                .initializer("shortened", ElementType.FLOAT, WEIGHTS, from);
        var target = new TinyOnnx()
                .initializer("tuned", ElementType.FLOAT, TinyOnnx.fineTuned(WEIGHTS, 2, 1e-3), to)
                .initializer("halved", ElementType.FLOAT16, TinyOnnx.halves(WEIGHTS), to)
                .initializer("quantised", ElementType.INT8, codes, to)
                .initializer("shortened", ElementType.FLOAT, TinyOnnx.weights(1, 1_000), to);
        var before = Files.write(folder.resolve("base"), base.toByteArray());
        var after = Files.write(folder.resolve("target"), target.toByteArray());

        new DeltaGenerator(1).generate(before, after, folder.resolve("patch"));
        new DeltaApplier().apply(before, folder.resolve("patch"), folder.resolve("rebuilt"));

        assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(after);
    }
}
