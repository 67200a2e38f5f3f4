package io.modelferry.delta.codec;

final class LiteralPlanesTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.LITERAL_PLANES;
    }
}
