package io.modelferry.optimizer.onnx;

import io.modelferry.optimizer.schema.TensorProto.DataType;

/** How wide ONNX's element types are. */
final class DataTypes {

    private DataTypes() {}

    /** What {@code elements} of the type take, packed as ONNX packs them; −1 if no long can say it. */
    static long bytes(DataType type, long elements) {
        var bits = bits(type);
        if (bits == 0) {
            return 0;
        }
        return elements > (Long.MAX_VALUE - 7) / bits ? -1 : (elements * bits + 7) / 8;
    }

    private static int bits(DataType type) {
        return switch (type) {
            case UNDEFINED, STRING -> 0;
            case UINT2, INT2 -> 2;
            case UINT4, INT4, FLOAT4E2M1 -> 4;
            case FLOAT6E2M3, FLOAT6E3M2 -> 6;
            case BOOL, UINT8, INT8, FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ, FLOAT8E8M0 -> 8;
            case UINT16, INT16, FLOAT16, BFLOAT16 -> 16;
            case FLOAT, INT32, UINT32 -> 32;
            case DOUBLE, INT64, UINT64, COMPLEX64 -> 64;
            case COMPLEX128 -> 128;
        };
    }
}
