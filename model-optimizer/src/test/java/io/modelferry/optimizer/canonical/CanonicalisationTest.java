package io.modelferry.optimizer.canonical;

import static io.modelferry.optimizer.testing.TinyModels.demo;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.Budgets;
import io.modelferry.optimizer.acceptance.Evaluation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanonicalisationTest {

    @TempDir
    Path folder;

    /** Three bits a weight are a tenth of the file, and answers stay as they were. */
    @Test
    void theDeltaOfWhatIsPublishedIsATenthOfTheFile() throws Exception {
        var base = demo("meter-reader-1.onnx");
        var model = demo("meter-reader-2.onnx");
        var out = folder.resolve("out.onnx");

        var moved = Canonicalisation.canonicalise(base, model, 3, out);

        var before = new DeltaGenerator()
                .generate(base, model, folder.resolve("before"))
                .patchBytes();
        var after = new DeltaGenerator()
                .generate(base, out, folder.resolve("after"))
                .patchBytes();
        var proof = new Evaluation().prove(model, out, AcceptanceSet.read(demo("acceptance.npz")), Budgets.NONE, null);
        assertThat(moved.tensors()).isEqualTo(4);
        assertThat(Files.size(out)).isEqualTo(Files.size(model));
        assertThat(after).isLessThan(Files.size(out) * 12 / 100).isLessThan(before / 3);
        assertThat(proof.drop()).isLessThanOrEqualTo(0.01);
    }

    @Test
    void theSameModelsGiveTheSameBytes() throws Exception {
        var one = folder.resolve("one.onnx");
        var other = folder.resolve("other.onnx");

        Canonicalisation.canonicalise(demo("meter-reader-1.onnx"), demo("meter-reader-2.onnx"), 4, one);
        Canonicalisation.canonicalise(demo("meter-reader-1.onnx"), demo("meter-reader-2.onnx"), 4, other);

        assertThat(one).hasSameBinaryContentAs(other);
    }
}
