package io.modelferry.delta.codec;

/** A buffer that grows to the largest chunk it has seen and is used again for the next. */
final class Scratch {

    private byte[] bytes = new byte[0];

    byte[] atLeast(int length) {
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        return bytes;
    }
}
