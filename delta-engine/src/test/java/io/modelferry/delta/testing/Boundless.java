package io.modelferry.delta.testing;

import io.modelferry.delta.codec.BaseView;

/** A base of any declared length that takes no room: its bytes follow from where they lie. Reading past its end fails the test. */
public record Boundless(long length) implements BaseView {

    @Override
    public void read(long at, byte[] into, int offset, int count) {
        if (at < 0 || count < 0 || at > length - count) {
            throw new AssertionError("read %d bytes at %d of %d".formatted(count, at, length));
        }
        for (int i = 0; i < count; i++) {
            into[offset + i] = (byte) ((at + i) * 31 >>> 3);
        }
    }
}
