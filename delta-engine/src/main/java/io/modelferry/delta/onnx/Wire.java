package io.modelferry.delta.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Walks protobuf fields in a file through a small window; what is skipped is not read.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers: Encoding</a>
 */
final class Wire {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int WINDOW_BYTES = 8 * 1024;

    private final FileChannel channel;
    private final long length;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowAt;
    private long at;

    Wire(FileChannel channel) throws IOException {
        this.channel = channel;
        this.length = channel.size();
    }

    long length() {
        return length;
    }

    /** Offset in the file of the next byte. */
    long at() {
        return at;
    }

    /** @return field number and wire type, as protobuf packs them */
    int tag(long end) throws NotOnnx, IOException {
        long tag = varint(end);
        if (tag < 8 || tag > Integer.MAX_VALUE) {
            throw new NotOnnx("no field tag at " + at);
        }
        return (int) tag;
    }

    long varint(long end) throws NotOnnx, IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = next(end);
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new NotOnnx("no varint at " + at);
    }

    /** Reads the length of a {@link #BYTES} field. @return where the field ends; never past {@code end} */
    long endOfField(long end) throws NotOnnx, IOException {
        long count = varint(end);
        if (count < 0 || count > end - at) {
            throw new NotOnnx("a field of " + count + " bytes at " + at);
        }
        return at + count;
    }

    void seek(long to) {
        at = to;
    }

    void skip(int wireType, long end) throws NotOnnx, IOException {
        switch (wireType) {
            case VARINT -> varint(end);
            case BYTES -> seek(endOfField(end));
            case FIXED64 -> skipFixed(Long.BYTES, end);
            case FIXED32 -> skipFixed(Integer.BYTES, end);
            default -> throw new NotOnnx("wire type " + wireType + " at " + at);
        }
    }

    /** The text up to {@code end}, or its first {@code maxBytes}; what is no UTF-8 becomes a replacement character. */
    String text(long end, int maxBytes) throws NotOnnx, IOException {
        var bytes = new byte[(int) Math.min(maxBytes, end - at)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) next(end);
        }
        seek(end);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void skipFixed(int count, long end) throws NotOnnx {
        if (end - at < count) {
            throw new NotOnnx("cut short at " + at);
        }
        at += count;
    }

    private int next(long end) throws NotOnnx, IOException {
        if (at >= end) {
            throw new NotOnnx("cut short at " + at);
        }
        if (at < windowAt || at >= windowAt + window.limit()) {
            load();
        }
        return window.get((int) (at++ - windowAt)) & 0xff;
    }

    private void load() throws NotOnnx, IOException {
        window.clear();
        int read = channel.read(window, at);
        if (read <= 0) {
            throw new NotOnnx("the file shrank");
        }
        window.flip();
        windowAt = at;
    }
}
