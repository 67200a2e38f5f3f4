package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.util.List;

final class ByteResidualTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.BYTE;
    }

    @Override
    List<ElementType> types() {
        return List.of(
                ElementType.INT8,
                ElementType.UINT8,
                ElementType.BOOL,
                ElementType.INT4,
                ElementType.FLOAT8E4M3FN,
                ElementType.BYTES);
    }
}
