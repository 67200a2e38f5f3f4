package io.modelferry.delta.testing;

import io.modelferry.delta.codec.BaseView;

/** A base in memory; reading past its end is the reader's mistake and fails the test. */
@SuppressWarnings("ArrayRecordComponent")
public record ArrayBase(byte[] bytes) implements BaseView {

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public void read(long at, byte[] into, int offset, int count) {
        System.arraycopy(bytes, Math.toIntExact(at), into, offset, count);
    }
}
