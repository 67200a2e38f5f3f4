package io.modelferry.optimizer.acceptance;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** One case of a set as ONNX Runtime takes it, the dimension that counts cases being 1. Holds native memory until closed. */
public final class CaseInputs implements AutoCloseable {

    private final Map<String, OnnxTensorLike> tensors = new HashMap<>();

    public CaseInputs(AcceptanceSet set, int index) throws OrtException {
        try {
            for (var array : set.inputs().values()) {
                tensors.put(array.name(), tensor(array, index));
            }
        } catch (OrtException e) {
            close();
            throw e;
        }
    }

    /** By the name of the model's input. */
    public Map<String, OnnxTensorLike> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensorLike::close);
    }

    private static OnnxTensor tensor(NpyArray array, int index) throws OrtException {
        var one = array.of(index);
        var direct = ByteBuffer.allocateDirect(one.remaining())
                .order(ByteOrder.nativeOrder())
                .put(one)
                .flip();
        var shape = array.shape().stream().mapToLong(Integer::longValue).toArray();
        shape[0] = 1;
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), direct, shape, javaType(array.type()));
    }

    private static OnnxJavaType javaType(NpyArray.Type type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case UINT8 -> OnnxJavaType.UINT8;
        };
    }
}
