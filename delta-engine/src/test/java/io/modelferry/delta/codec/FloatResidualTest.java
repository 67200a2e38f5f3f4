package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.util.List;

final class FloatResidualTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.FLOAT;
    }

    @Override
    List<ElementType> types() {
        return List.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.BFLOAT16);
    }
}
