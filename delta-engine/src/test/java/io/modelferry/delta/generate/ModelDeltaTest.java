package io.modelferry.delta.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.DeltaReport;
import io.modelferry.delta.ElementType;
import io.modelferry.delta.SectionReport;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.testing.Protobuf;
import io.modelferry.delta.testing.TinyOnnx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of each tensor when a model changes the way models do. Every delta is applied, too. */
final class ModelDeltaTest {

    private static final byte[] CONV = TinyOnnx.weights(1, 4_000);
    private static final byte[] HEAD = TinyOnnx.weights(2, 1_000);

    @TempDir
    private Path folder;

    @Test
    void aTensorThatDidNotMoveCostsNothing() throws Exception {
        var delta = delta(model(CONV, HEAD), model(CONV, TinyOnnx.fineTuned(HEAD, 3, 1e-3)));

        assertThat(section(delta, "conv")).returns("same", SectionReport::codec).returns(0L, SectionReport::patchBytes);
        assertThat(section(delta, "graph").codec()).isEqualTo("same");
        assertThat(section(delta, "head").codec()).isEqualTo("float");
        assertThat(delta.patchBytes()).isLessThan(HEAD.length);
    }

    @ParameterizedTest
    @CsvSource({"1e-2, 80", "1e-3, 70", "1e-5, 40"})
    void theLessTheWeightsMovedTheLessItCosts(double relative, int percent) throws Exception {
        var delta = delta(model(CONV, HEAD), model(TinyOnnx.fineTuned(CONV, 3, relative), HEAD));

        var conv = section(delta, "conv");
        assertThat(conv.codec()).isEqualTo("float");
        assertThat(100 * conv.patchBytes()).isLessThan(percent * conv.rawBytes());
    }

    @Test
    void anUnrelatedTensorIsSentWithoutTheBase() throws Exception {
        var delta = delta(model(CONV, HEAD), model(TinyOnnx.weights(77, 4_000), HEAD));

        assertThat(section(delta, "conv").codec()).isEqualTo("float");
        assertThat(section(delta, "conv").patchBytes()).isLessThan(CONV.length);
        assertThat(section(delta, "conv").reason()).contains("next best");
    }

    /** Most of the first chunk is noise that no coder shortens, just where no sample looks. */
    @Test
    void aChunkUnlikeItsSampleIsStillCoded() throws Exception {
        int elements = 1 << 20;
        var old = TinyOnnx.weights(5, elements);
        var current = TinyOnnx.fineTuned(old, 6, 1e-5);
        var noise = new byte[240_000 * Float.BYTES];
        new Random(7).nextBytes(noise);
        System.arraycopy(noise, 0, current, 10_000 * Float.BYTES, noise.length);

        var delta = delta(large(old), large(current));

        assertThat(section(delta, "large").patchBytes()).isLessThan(current.length + 4096L);
    }

    private static byte[] large(byte[] weights) {
        return new TinyOnnx()
                .initializer("large", ElementType.FLOAT, weights, weights.length / Float.BYTES)
                .toByteArray();
    }

    @Test
    void aRenamedTensorIsFoundByItsContent() throws Exception {
        var renamed = new TinyOnnx()
                .initializer("backbone.conv", ElementType.FLOAT, CONV, 4_000)
                .initializer("head", ElementType.FLOAT, HEAD, 1_000)
                .toByteArray();

        var delta = delta(model(CONV, HEAD), renamed);

        assertThat(section(delta, "backbone.conv").codec()).isEqualTo("same");
        assertThat(section(delta, "backbone.conv").reason()).contains("same content under another name");
    }

    @Test
    void renamedAndFineTunedTensorsAreFoundByTheirOrder() throws Exception {
        var tuned = new TinyOnnx()
                .initializer("a", ElementType.FLOAT, TinyOnnx.fineTuned(CONV, 3, 1e-4), 4_000)
                .initializer("b", ElementType.FLOAT, TinyOnnx.fineTuned(HEAD, 4, 1e-4), 1_000)
                .toByteArray();

        var delta = delta(model(CONV, HEAD), tuned);

        assertThat(section(delta, "a").codec()).isEqualTo("float");
        assertThat(section(delta, "b").codec()).isEqualTo("float");
        assertThat(section(delta, "a").reason()).contains("the values go together");
    }

    @Test
    void tensorsMayChangeTheirOrder() throws Exception {
        var swapped = new TinyOnnx()
                .initializer("head", ElementType.FLOAT, HEAD, 1_000)
                .initializer("conv", ElementType.FLOAT, CONV, 4_000)
                .toByteArray();

        var delta = delta(model(CONV, HEAD), swapped);

        assertThat(delta.sections())
                .filteredOn(s -> !s.name().equals("graph"))
                .allMatch(s -> s.codec().equals("same"));
        assertThat(delta.patchBytes()).isLessThan(400);
    }

    @Test
    void aTensorThatGrewIsPredictedWhereItWas() throws Exception {
        var grown = Arrays.copyOf(HEAD, HEAD.length + 200 * Float.BYTES);
        var wider = new TinyOnnx()
                .initializer("conv", ElementType.FLOAT, CONV, 4_000)
                .initializer("head", ElementType.FLOAT, grown, 1_200)
                .toByteArray();

        var delta = delta(model(CONV, HEAD), wider);

        assertThat(section(delta, "head").codec()).isEqualTo("resized");
        assertThat(section(delta, "head").reason()).contains("same name in another shape");
    }

    @Test
    void anAddedLayerCostsItselfAndAFewBytesOfGraph() throws Exception {
        var deeper = new TinyOnnx()
                .initializer("conv", ElementType.FLOAT, CONV, 4_000)
                .initializer("adapter", ElementType.FLOAT, TinyOnnx.weights(5, 300), 300)
                .initializer("head", ElementType.FLOAT, HEAD, 1_000)
                .node(new Protobuf().text(1, "adapter").text(2, "adapted").text(4, "MatMul"))
                .toByteArray();

        var delta = delta(model(CONV, HEAD), deeper);

        assertThat(section(delta, "conv").codec()).isEqualTo("same");
        assertThat(section(delta, "head").codec()).isEqualTo("same");
        assertThat(delta.patchBytes()).isLessThan(300 * Float.BYTES + 500);
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16, float", "BFLOAT16, float", "INT8, sparse", "UINT8, sparse", "DOUBLE, planes", "INT64, planes"
    })
    void otherTypesArePredictedToo(ElementType type, String codec) throws Exception {
        var before = TinyOnnx.upperHalves(CONV);
        var after = fewChanged(before);
        int count = before.length / type.width();

        var delta = delta(
                new TinyOnnx().initializer("w", type, before, count).toByteArray(),
                new TinyOnnx().initializer("w", type, after, count).toByteArray());

        assertThat(section(delta, "w").codec()).isEqualTo(codec);
        assertThat(section(delta, "w").dtype()).isEqualTo(type.label());
        assertThat(section(delta, "w").patchBytes()).isLessThan(before.length / 4);
    }

    @Test
    void aTensorOfManyChunksIsPricedByASample() throws Exception {
        var before = TinyOnnx.weights(1, 1_700_000);
        var after = TinyOnnx.fineTuned(before, 2, 1e-4);

        var delta = delta(
                new TinyOnnx()
                        .initializer("w", ElementType.FLOAT, before, 1_700_000)
                        .toByteArray(),
                new TinyOnnx()
                        .initializer("w", ElementType.FLOAT, after, 1_700_000)
                        .toByteArray());

        assertThat(section(delta, "w").codec()).isEqualTo("float");
    }

    @Test
    void namesakesAndNamelessTensorsAreToldApartByOrder() throws Exception {
        var before = new TinyOnnx()
                .initializer("", ElementType.FLOAT, CONV, 4_000)
                .initializer("", ElementType.FLOAT, HEAD, 1_000)
                .toByteArray();
        var after = new TinyOnnx()
                .initializer("", ElementType.FLOAT, TinyOnnx.fineTuned(CONV, 3, 1e-4), 4_000)
                .initializer("", ElementType.FLOAT, TinyOnnx.fineTuned(HEAD, 3, 1e-4), 1_000)
                .toByteArray();

        var delta = delta(before, after);

        assertThat(delta.sections()).extracting(SectionReport::name).containsExactly("graph", "", "#2");
        assertThat(delta.sections())
                .filteredOn(s -> s.dtype().equals("float"))
                .allMatch(s -> s.codec().equals("float"));
    }

    @Test
    void namesTooLongForTheDirectoryAreCutShort() throws Exception {
        var name = "ü".repeat(400);
        var before =
                new TinyOnnx().initializer(name, ElementType.FLOAT, CONV, 4_000).toByteArray();
        var after = new TinyOnnx()
                .initializer(name, ElementType.FLOAT, TinyOnnx.fineTuned(CONV, 3, 1e-4), 4_000)
                .toByteArray();

        var delta = delta(before, after);

        assertThat(delta.sections().getLast().name()).startsWith("üüü").hasSize(96);
    }

    @Test
    void longStretchesOfGraphBecomePiecesOfTheirOwn() throws Exception {
        var random = new Random(1);
        var document = new byte[200_000];
        random.nextBytes(document);
        var before = new TinyOnnx()
                .node(new Protobuf().text(2, "out").bytes(6, document))
                .initializer("conv", ElementType.FLOAT, CONV, 4_000)
                .toByteArray();
        document[100_000]++;
        var after = new TinyOnnx()
                .node(new Protobuf().text(2, "out").bytes(6, document))
                .initializer("conv", ElementType.FLOAT, CONV, 4_000)
                .toByteArray();

        var delta = delta(before, after);

        assertThat(delta.sections()).extracting(SectionReport::name).contains("bytes[0]", "conv");
        assertThat(delta.patchBytes()).isLessThan(500);
    }

    @Test
    void aModelMayBecomeAForeignFileAndBack() throws Exception {
        var foreign = new byte[30_000];
        new Random(3).nextBytes(foreign);

        delta(model(CONV, HEAD), foreign);
        delta(foreign, model(CONV, HEAD));
    }

    /** In the order of the file, so that whoever reads the report reads the model. */
    @Test
    void reportsSectionsInTheOrderOfTheTarget() throws Exception {
        var delta = delta(model(CONV, HEAD), model(CONV, HEAD));

        assertThat(delta.sections()).extracting(SectionReport::name).isEqualTo(List.of("graph", "conv", "head"));
    }

    private static byte[] model(byte[] conv, byte[] head) {
        return new TinyOnnx()
                .initializer("conv", ElementType.FLOAT, conv, conv.length / 4)
                .initializer("head", ElementType.FLOAT, head, head.length / 4)
                .node(new Protobuf().text(1, "x").text(1, "conv").text(2, "y").text(4, "MatMul"))
                .toByteArray();
    }

    private static byte[] fewChanged(byte[] bytes) {
        var changed = bytes.clone();
        var random = new Random(11);
        for (int i = 0; i < bytes.length / 50; i++) {
            changed[random.nextInt(bytes.length)] ^= 1;
        }
        return changed;
    }

    private static SectionReport section(DeltaReport delta, String name) {
        return delta.sections().stream()
                .filter(section -> section.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private DeltaReport delta(byte[] before, byte[] after) throws Exception {
        var base = Files.write(folder.resolve("base.onnx"), before);
        var target = Files.write(folder.resolve("target.onnx"), after);
        var patch = folder.resolve("patch");
        var rebuilt = folder.resolve("rebuilt.onnx");
        var report = new DeltaGenerator().generate(base, target, patch);

        new DeltaApplier().apply(base, patch, rebuilt);

        assertThat(rebuilt).hasSameBinaryContentAs(target);
        return report;
    }
}
