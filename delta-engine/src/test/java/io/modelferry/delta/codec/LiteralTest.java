package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.util.List;

final class LiteralTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.LITERAL;
    }

    @Override
    List<ElementType> types() {
        return List.of(ElementType.FLOAT, ElementType.INT8, ElementType.BYTES, ElementType.DOUBLE);
    }

    @Override
    boolean alwaysExpresses() {
        return true;
    }
}
