package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.util.List;

final class DictionaryTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.DICTIONARY;
    }

    @Override
    List<ElementType> types() {
        return List.of(ElementType.BYTES);
    }
}
