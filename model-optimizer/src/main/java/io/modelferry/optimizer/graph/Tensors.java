package io.modelferry.optimizer.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.schema.TensorProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/** New constants. An empty shape is a scalar. */
public final class Tensors {

    private Tensors() {}

    public static TensorProto floats(String name, float[] values, long... shape) {
        var raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return raw(name, DataType.FLOAT_VALUE, shape, raw.array());
    }

    public static TensorProto scalar(String name, float value) {
        return floats(name, new float[] {value});
    }

    public static TensorProto integers(String name, int[] values, long... shape) {
        var raw = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asIntBuffer().put(values);
        return raw(name, DataType.INT32_VALUE, shape, raw.array());
    }

    public static TensorProto longs(String name, long[] values, long... shape) {
        var raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return raw(name, DataType.INT64_VALUE, shape, raw.array());
    }

    /** @param codes one byte a value; kept, not copied */
    public static TensorProto codes(String name, EightBit type, byte[] codes, long... shape) {
        return raw(name, dataType(type), shape, codes);
    }

    /** @param elements little-endian; kept, not copied */
    public static TensorProto raw(String name, int dataType, long[] shape, byte[] elements) {
        return raw(name, dataType, shape, UnsafeByteOperations.unsafeWrap(elements));
    }

    /** One of {@link DataType}'s values. */
    public static int dataType(EightBit type) {
        return switch (type) {
            case INT8 -> DataType.INT8_VALUE;
            case UINT8 -> DataType.UINT8_VALUE;
        };
    }

    private static TensorProto raw(String name, int dataType, long[] shape, ByteString elements) {
        List<Long> dims = LongStream.of(shape).boxed().toList();
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(dataType)
                .addAllDims(dims)
                .setRawData(elements)
                .build();
    }
}
