package io.modelferry.delta.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.ResultMismatch;
import io.modelferry.delta.SectionReport;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.delta.predict.Prediction;
import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.testing.OneSection;
import io.modelferry.delta.testing.Quantised;
import io.modelferry.delta.testing.TinyOnnx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A derived section of four bytes may read all of its base: many of them are refused before the first one does. */
@Timeout(30)
final class DerivedReadingsTest {

    private static final int ROWS = 300;
    private static final int COLUMNS = 1_000;
    private static final byte[] WEIGHTS = TinyOnnx.weights(1, ROWS * COLUMNS);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {FormatLimits.MAX_DERIVED_READINGS + 1, 500, FormatLimits.MAX_SECTIONS})
    void moreThanAnyGeneratorAsksForAreRefused(int sections) throws Exception {
        assertThatExceptionOfType(MalformedDelta.class)
                .isThrownBy(() -> apply(sections))
                .satisfies(refused -> {
                    assertThat(refused.offset()).isEqualTo(Prologue.BYTES);
                    assertThat(refused.reason())
                            .contains("derived from %d bytes".formatted((long) sections * WEIGHTS.length));
                });
    }

    @Test
    void asManyAsAreAllowedAreApplied() {
        assertThatExceptionOfType(ResultMismatch.class).isThrownBy(() -> apply(FormatLimits.MAX_DERIVED_READINGS));
    }

    /** All that is derived from weights of one name. */
    @Test
    void everythingThatAQuantiserMakesOfOneTensorMayBeDerived() throws Exception {
        var byRow = new Channels(ROWS, COLUMNS);
        var codes = Quantised.of(WEIGHTS, EightBit.INT8, byRow);
        var base = write("base.onnx", new TinyOnnx().initializer("w", ElementType.FLOAT, WEIGHTS, ROWS, COLUMNS));
        var target = write(
                "target.onnx",
                new TinyOnnx()
                        .initializer("w", ElementType.BFLOAT16, TinyOnnx.upperHalves(WEIGHTS), ROWS, COLUMNS)
                        .initializer("w_quantized", ElementType.INT8, codes, ROWS, COLUMNS)
                        .initializer(
                                "w_scale", ElementType.FLOAT, Quantised.scales(WEIGHTS, EightBit.INT8, byRow), ROWS)
                        .initializer("w_zero_point", ElementType.INT8, codes, ROWS, COLUMNS));
        var patch = folder.resolve("patch");

        var delta = new DeltaGenerator().generate(base, target, patch);
        new DeltaApplier().apply(base, patch, folder.resolve("rebuilt"));

        assertThat(delta.sections())
                .filteredOn(section -> !section.name().equals(Section.GRAPH))
                .hasSize(4)
                .extracting(SectionReport::codec)
                .allMatch(codec -> codec.startsWith("derived"));
        assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(target);
    }

    private Path write(String name, TinyOnnx model) throws Exception {
        return Files.write(folder.resolve(name), model.toByteArray());
    }

    /** The scale of all weights, again and again. */
    private void apply(int sections) throws Exception {
        var parameters = ByteBuffer.allocate(27).order(ByteOrder.LITTLE_ENDIAN);
        parameters.put((byte) 4).put((byte) 0).put((byte) 0); // scales, int8, no flags
        parameters.putLong(1).putLong(Long.MAX_VALUE).putLong(0); // one channel, not turned
        var scale = OneSection.predicted(ElementType.FLOAT, Float.BYTES, Prediction.Kind.DERIVED, parameters.array());
        var base = Files.write(folder.resolve("base"), WEIGHTS);
        var patch = Files.write(
                folder.resolve("patch"), scale.times(sections, WEIGHTS).toByteArray());
        new DeltaApplier().apply(base, patch, folder.resolve("out"));
    }
}
