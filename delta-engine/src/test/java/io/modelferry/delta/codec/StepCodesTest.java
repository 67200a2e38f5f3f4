package io.modelferry.delta.codec;

import io.modelferry.delta.ElementType;
import java.util.List;

final class StepCodesTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.STEPS;
    }

    @Override
    List<ElementType> types() {
        return List.of(ElementType.FLOAT);
    }
}
