package io.modelferry.optimizer.testing;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Runs a tiny model in ONNX Runtime. */
public final class Running {

    private Running() {}

    /** @return the first output, flat */
    public static float[] run(Path model, float[] x, long... shape) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(model.toString());
                var input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), shape);
                var outputs = session.run(Map.of("x", input))) {
            var buffer = ((OnnxTensor) outputs.get(0)).getFloatBuffer();
            var values = new float[buffer.remaining()];
            buffer.get(values);
            return values;
        }
    }

    public static float[] noise(long seed, int length) {
        var random = new Random(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Cosine of the angle between two outputs: 1 for the same direction. */
    public static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
