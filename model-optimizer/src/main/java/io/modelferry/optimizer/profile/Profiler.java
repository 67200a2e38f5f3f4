package io.modelferry.optimizer.profile;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import io.modelferry.optimizer.acceptance.CannotRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs a model under ONNX Runtime's own profiler, on inputs of ones; a dimension without a length is 1. */
public final class Profiler {

    private static final int WARM_UP_RUNS = 3;
    private static final int MAX_INPUT_BYTES = 256 << 20;

    private Profiler() {}

    /**
     * @param runs over which times are averaged
     * @param threads within one operator
     * @throws CannotRun if the model does not load or run
     */
    public static Profile profile(Path model, int runs, int threads) throws CannotRun, IOException {
        var folder = Files.createTempDirectory("profile");
        try {
            var timed = record(model, folder.resolve("timed"), true, WARM_UP_RUNS + runs, threads);
            var weighed = record(model, folder.resolve("weighed"), false, 1, threads);
            return ProfileReader.read(timed, weighed, WARM_UP_RUNS, runs);
        } catch (OrtException e) {
            throw CannotRun.said(e, model);
        } finally {
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** @param packed as in operation; weights that were packed are no longer counted among what a node reads */
    private static Path record(Path model, Path prefix, boolean packed, int runs, int threads)
            throws OrtException, CannotRun {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.enableProfiling(prefix.toString());
            options.addConfigEntry("session.disable_prepacking", packed ? "0" : "1");
            try (var session = environment.createSession(model.toString(), options)) {
                run(environment, session, runs);
                return Path.of(session.endProfiling());
            }
        }
    }

    private static void run(OrtEnvironment environment, OrtSession session, int times) throws OrtException, CannotRun {
        var inputs = new HashMap<String, OnnxTensorLike>();
        try {
            for (var input : session.getInputInfo().entrySet()) {
                inputs.put(input.getKey(), ones(environment, input));
            }
            for (int i = 0; i < times; i++) {
                session.run(inputs).close();
            }
        } finally {
            inputs.values().forEach(OnnxTensorLike::close);
        }
    }

    private static OnnxTensor ones(OrtEnvironment environment, Map.Entry<String, ai.onnxruntime.NodeInfo> input)
            throws OrtException, CannotRun {
        if (!(input.getValue().getInfo() instanceof TensorInfo info)) {
            throw new CannotRun("input '" + input.getKey() + "' is not a tensor");
        }
        var shape = info.getShape();
        var values = 1L;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.max(1, shape[i]);
            values = Math.multiplyExact(values, shape[i]);
        }
        if (values * info.type.size > MAX_INPUT_BYTES) {
            throw new CannotRun("input '" + input.getKey() + "' is larger than " + MAX_INPUT_BYTES + " bytes");
        }
        return OnnxTensor.createTensor(environment, ones(input.getKey(), info, (int) values), shape, info.type);
    }

    private static ByteBuffer ones(String name, TensorInfo info, int values) throws CannotRun {
        var bytes = ByteBuffer.allocateDirect(values * info.type.size).order(ByteOrder.nativeOrder());
        for (int i = 0; i < values; i++) {
            switch (info.type) {
                case FLOAT -> bytes.putFloat(1);
                case DOUBLE -> bytes.putDouble(1);
                case INT64 -> bytes.putLong(1);
                case INT32 -> bytes.putInt(1);
                case INT16 -> bytes.putShort((short) 1);
                case FLOAT16 -> bytes.putShort(Float.floatToFloat16(1));
                case BFLOAT16 -> bytes.putShort((short) (Float.floatToRawIntBits(1) >>> 16));
                case INT8, UINT8, BOOL -> bytes.put((byte) 1);
                case STRING, UNKNOWN -> throw new CannotRun("input '" + name + "' has no numbers: " + info.type);
            }
        }
        return bytes.flip();
    }
}
