package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.util.List;

final class PlanesTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.PLANES;
    }

    @Override
    List<ElementType> types() {
        return List.of(
                ElementType.DOUBLE,
                ElementType.INT64,
                ElementType.INT16,
                ElementType.UINT32,
                ElementType.FLOAT,
                ElementType.COMPLEX64,
                ElementType.BYTES);
    }

    @Override
    boolean alwaysExpresses() {
        return true;
    }
}
