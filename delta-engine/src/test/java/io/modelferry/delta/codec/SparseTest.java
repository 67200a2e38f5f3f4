package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.util.List;

final class SparseTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.SPARSE;
    }

    @Override
    List<ElementType> types() {
        return List.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.INT8, ElementType.INT64, ElementType.BYTES);
    }
}
