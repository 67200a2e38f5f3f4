package io.modelferry.delta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.generate.DeltaGenerator;
import io.modelferry.delta.testing.SmallJvm;
import io.modelferry.delta.testing.TinyOnnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device has little memory: the applier's does not grow with the model. Runs in a JVM of its own, whose heap is the promise. */
@Timeout(120)
final class SmallHeapTest {

    private static final int WEIGHTS = 32_000_000;

    @TempDir
    private Path folder;

    @Test
    void appliesToAModelOf128MegabytesInAHeapOf16() throws Exception {
        var before = TinyOnnx.weights(1, WEIGHTS);
        var base = write("base.onnx", before);
        var target = write("target.onnx", TinyOnnx.fineTuned(before, 2, 1e-3));
        var patch = folder.resolve("patch");
        var rebuilt = folder.resolve("rebuilt.onnx");
        new DeltaGenerator().generate(base, target, patch);

        var outcome = SmallJvm.run("-Xmx16m", Device.class, base.toString(), patch.toString(), rebuilt.toString());

        assertThat(outcome).isEmpty();
        assertThat(Files.mismatch(rebuilt, target)).isEqualTo(-1);
    }

    private Path write(String name, byte[] weights) throws IOException {
        var model = new TinyOnnx().initializer("w", ElementType.FLOAT, weights, WEIGHTS);
        return Files.write(folder.resolve(name), model.toByteArray());
    }

    /** All that a device does with a delta. */
    static final class Device {

        private Device() {}

        public static void main(String[] files) throws Exception {
            new DeltaApplier(1L << 30, 2).apply(Path.of(files[0]), Path.of(files[1]), Path.of(files[2]));
        }
    }
}
