package io.modelferry.delta.codec;

final class LiteralTest extends CodecContract {

    @Override
    Codec codec() {
        return Codec.LITERAL;
    }
}
