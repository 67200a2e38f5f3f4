package io.modelferry.delta.apply;

import io.modelferry.delta.codec.ByteSink;

/** Keeps what passes, as many bytes as were promised. */
final class Collected implements ByteSink {

    private final byte[] bytes;
    private int count;

    Collected(int length) {
        bytes = new byte[length];
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        System.arraycopy(from, offset, bytes, count, length);
        count += length;
    }

    byte[] bytes() {
        if (count != bytes.length) {
            throw new IllegalStateException("a codec gave " + count + " bytes for " + bytes.length);
        }
        return bytes;
    }
}
