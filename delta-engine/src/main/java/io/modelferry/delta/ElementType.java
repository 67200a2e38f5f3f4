package io.modelferry.delta;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one element of a section is. The codes are those of ONNX's {@code TensorProto.DataType}; {@link #BYTES} (0, ONNX's
 * {@code UNDEFINED}) is everything that is no tensor.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.in.proto">onnx.in.proto, TensorProto.DataType</a>
 */
public enum ElementType {
    BYTES(0, 1),
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    COMPLEX64(14, 4),
    COMPLEX128(15, 8),
    BFLOAT16(16, 2),
    FLOAT8E4M3FN(17, 1),
    FLOAT8E4M3FNUZ(18, 1),
    FLOAT8E5M2(19, 1),
    FLOAT8E5M2FNUZ(20, 1),
    UINT4(21, 1),
    INT4(22, 1),
    FLOAT4E2M1(23, 1);

    /** A chunk holds this many elements, so that it is at most 1 MiB for the types that weights come in. */
    private static final int CHUNK_ELEMENTS = 256 * 1024;

    private static final int MAX_CHUNK_BYTES = 1024 * 1024;

    private final int code;
    private final int width;

    ElementType(int code, int width) {
        this.code = code;
        this.width = width;
    }

    /** @return null for a code that no type has */
    public static @Nullable ElementType ofCode(long code) {
        for (var type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    public int code() {
        return code;
    }

    /** Bytes from one byte plane's element to the next; for complex numbers that of one part. */
    public int width() {
        return width;
    }

    /** Raw length of every chunk of a section but its last, in bytes; a multiple of {@link #width()}. */
    public int chunkBytes() {
        return this == BYTES ? MAX_CHUNK_BYTES : Math.min(CHUNK_ELEMENTS * width, MAX_CHUNK_BYTES);
    }

    /** The word that people read: {@code float16}, {@code int8}, {@code bytes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
