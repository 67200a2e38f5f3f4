package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.util.List;

final class MovedBytesTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.MOVES;
    }

    @Override
    List<ElementType> types() {
        return List.of(ElementType.BYTES);
    }
}
