package io.modelferry.delta.codec;

import java.io.IOException;

/** A part of the base file, read by position; whether it lies in one piece there is its own affair. */
public interface BaseView {

    /** What a codec that reads no base is given. */
    BaseView NONE = new BaseView() {
        @Override
        public long length() {
            return 0;
        }

        @Override
        public void read(long at, byte[] into, int offset, int count) {
            if (count > 0) {
                throw new IndexOutOfBoundsException("there is no base here");
            }
        }
    };

    /** In bytes. */
    long length();

    /**
     * Fills {@code into[offset … offset + count)} from {@code at}; the caller has checked the range against {@link #length()}.
     *
     * @throws IOException if the base ends early: somebody cut it while we read
     */
    void read(long at, byte[] into, int offset, int count) throws IOException;

    /** The view of {@code [from, from + length)} of this one. */
    default BaseView slice(long from, long length) {
        var whole = this;
        return new BaseView() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void read(long at, byte[] into, int offset, int count) throws IOException {
                whole.read(from + at, into, offset, count);
            }
        };
    }
}
