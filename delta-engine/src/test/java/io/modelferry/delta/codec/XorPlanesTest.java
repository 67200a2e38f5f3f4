package io.modelferry.delta.codec;

final class XorPlanesTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.XOR_PLANES;
    }
}
