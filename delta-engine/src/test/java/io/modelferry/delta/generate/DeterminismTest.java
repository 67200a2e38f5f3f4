package io.modelferry.delta.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.Progress;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.testing.Changes;
import io.modelferry.delta.testing.TinyOnnx;
import io.modelferry.delta.testing.TwoVersions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same pair gives the same delta, however many threads made it and whatever else they made meanwhile. */
final class DeterminismTest {

    @TempDir
    private Path folder;

    @Test
    void anyNumberOfThreadsGivesTheSameBytes() throws Exception {
        var two = TwoVersions.in(folder);
        var one = patch(two, 1, "by-1");

        for (int threads : new int[] {2, 3, 8}) {
            assertThat(patch(two, threads, "by-" + threads))
                    .as("%d threads", threads)
                    .isEqualTo(one);
        }
        assertThat(patch(two, 8, "again")).isEqualTo(one);
    }

    @Test
    void aForeignFileGivesTheSameBytesOnAnyNumberOfThreads() throws Exception {
        var before = Changes.noise(1, 6_000_000);
        var base = Files.write(folder.resolve("base"), before);
        System.arraycopy(before, 0, before, 2_000_000, 1_000_000);
        before[5_000_000]++;
        var target = Files.write(folder.resolve("target"), before);
        var two = new TwoVersions(folder, base, target, folder.resolve("patch"));

        assertThat(patch(two, 3, "by-3")).isEqualTo(patch(two, 1, "by-1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void severalBasesAtOnceGiveWhatOneByOneGives(int threads) throws Exception {
        var weights = TinyOnnx.weights(1, 50_000);
        var target = model("target", TinyOnnx.fineTuned(weights, 9, 1e-3));
        var bases = List.of(
                model("older", TinyOnnx.fineTuned(weights, 8, 1e-2)),
                model("newer", weights),
                model("unrelated", TinyOnnx.weights(7, 50_000)),
                Files.write(folder.resolve("foreign"), Changes.noise(3, 5_000)),
                target);
        var generator = new DeltaGenerator(threads);
        var froms = new ArrayList<DeltaGenerator.From>();
        for (var base : bases) {
            froms.add(new DeltaGenerator.From(base, folder.resolve(base.getFileName() + ".together")));
        }

        var reports = generator.generate(froms, target, Progress.NONE);

        for (int i = 0; i < bases.size(); i++) {
            var alone = folder.resolve(bases.get(i).getFileName() + ".alone");
            assertThat(reports.get(i)).isEqualTo(generator.generate(bases.get(i), target, alone));
            assertThat(froms.get(i).patch()).hasSameBinaryContentAs(alone);
            new DeltaApplier().apply(bases.get(i), alone, folder.resolve("rebuilt"));
            assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(target);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void appliersAgreeWhateverTheirThreads(int threads) throws Exception {
        var two = TwoVersions.in(folder);

        new DeltaApplier(1L << 30, threads).apply(two.base(), two.patch(), folder.resolve("rebuilt"));

        assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(two.target());
    }

    @Test
    void moreEffortIsNoLessExact() throws Exception {
        var two = TwoVersions.in(folder);

        var report = new DeltaGenerator(2, Effort.MAX).generate(two.base(), two.target(), two.patch());
        new DeltaApplier().apply(two.base(), two.patch(), folder.resolve("rebuilt"));

        assertThat(folder.resolve("rebuilt")).hasSameBinaryContentAs(two.target());
        assertThat(report.patchBytes()).isLessThan(report.targetBytes());
    }

    private byte[] patch(TwoVersions two, int threads, String name) throws Exception {
        var patch = folder.resolve(name);
        new DeltaGenerator(threads).generate(two.base(), two.target(), patch);
        return Files.readAllBytes(patch);
    }

    private Path model(String name, byte[] weights) throws Exception {
        var bytes = new TinyOnnx()
                .initializer("w", ElementType.FLOAT, weights, 500, 100)
                .initializer("head", ElementType.FLOAT16, TinyOnnx.halves(weights), 500, 100)
                .toByteArray();
        return Files.write(folder.resolve(name), bytes);
    }
}
