package io.modelferry.delta.codec;

final class MovedBytesTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.BYTES;
    }
}
