package io.modelferry.optimizer.onnx;

import io.modelferry.optimizer.onnx.MalformedModel.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/**
 * Walks protobuf's wire format over a file: fields one after the other, messages entered and left, everything else jumped
 * over. Every length is checked against the message it stands in before a byte of it is touched.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">protobuf encoding</a>
 */
final class WireReader {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    private static final int WINDOW = 64 << 10;
    private static final int MAX_VARINT_BYTES = 10;

    private final SeekableByteChannel file;
    private final long fileEnd;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowStart;
    private long end;
    private int tag;

    WireReader(SeekableByteChannel file) throws IOException {
        this.file = file;
        this.fileEnd = file.size();
        this.end = fileEnd;
    }

    /** What to do with the fields of a message. */
    @FunctionalInterface
    interface Body {
        void read() throws MalformedModel, IOException;
    }

    long position() {
        return windowStart + window.position();
    }

    long messageEnd() {
        return end;
    }

    /** Moves to the next field of the current message; false at the message's end. */
    boolean next() throws MalformedModel, IOException {
        if (position() == end) {
            return false;
        }
        var read = varint();
        if (read >>> 3 == 0 || read >>> 32 != 0) {
            throw malformed("no field has the tag " + Long.toUnsignedString(read));
        }
        tag = (int) read;
        return true;
    }

    /** Field number and wire type of the current field: {@code number << 3 | type}. */
    int tag() {
        return tag;
    }

    long varint() throws MalformedModel, IOException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            var read = one();
            value |= (long) (read & 0x7f) << (7 * i);
            if (read >= 0) {
                return value;
            }
        }
        throw malformed("a number has more than " + MAX_VARINT_BYTES + " bytes");
    }

    /** Reads the current field as a message, to its end. */
    void message(Body body) throws MalformedModel, IOException {
        var outer = end;
        var length = length();
        end = position() + length;
        body.read();
        end = outer;
    }

    byte[] bytes(int max) throws MalformedModel, IOException {
        var length = length();
        if (length > max) {
            throw new MalformedModel(
                    Reason.TOO_COMPLEX, "%d bytes of text at offset %d, at most %d".formatted(length, position(), max));
        }
        return read(length);
    }

    /** The current field, or nothing if it is longer: then it is jumped over. */
    Optional<byte[]> bytesIfShort(int max) throws MalformedModel, IOException {
        var length = length();
        if (length > max) {
            seek(position() + length);
            return Optional.empty();
        }
        return Optional.of(read(length));
    }

    private byte[] read(long length) throws MalformedModel, IOException {
        var bytes = new byte[(int) length];
        for (int done = 0; done < bytes.length; ) {
            fill();
            var part = Math.min(window.remaining(), bytes.length - done);
            window.get(bytes, done, part);
            done += part;
        }
        return bytes;
    }

    /** Jumps over the current length-delimited field and says how long it was. */
    long jump() throws MalformedModel, IOException {
        var length = length();
        seek(position() + length);
        return length;
    }

    /** Jumps over the current field, whatever it is. */
    void skip() throws MalformedModel, IOException {
        switch (tag & 7) {
            case VARINT -> varint();
            case FIXED64 -> jumpFixed(8);
            case LENGTH_DELIMITED -> jump();
            case FIXED32 -> jumpFixed(4);
            default ->
                throw malformed("wire type " + (tag & 7) + " does not occur in ONNX"); // 3, 4: groups; 6, 7: none
        }
    }

    MalformedModel malformed(String what) {
        return new MalformedModel(Reason.MALFORMED, what + " (offset " + position() + ")");
    }

    private void jumpFixed(int bytes) throws MalformedModel, IOException {
        require(bytes);
        seek(position() + bytes);
    }

    private long length() throws MalformedModel, IOException {
        var length = varint();
        require(length);
        return length;
    }

    private void require(long length) throws MalformedModel {
        if (length < 0) {
            throw malformed("a negative length");
        }
        if (length > fileEnd - position()) {
            throw new MalformedModel(
                    Reason.TRUNCATED,
                    "the file ends %d bytes too early (offset %d)"
                            .formatted(length - (fileEnd - position()), position()));
        }
        if (length > end - position()) {
            throw malformed("a field is longer than the message around it");
        }
    }

    private byte one() throws MalformedModel, IOException {
        require(1);
        fill();
        return window.get();
    }

    private void fill() throws MalformedModel, IOException {
        if (window.hasRemaining()) {
            return;
        }
        windowStart = position();
        file.position(windowStart);
        window.clear();
        if (file.read(window) <= 0) {
            throw new MalformedModel(Reason.TRUNCATED, "the file became shorter while it was read");
        }
        window.flip();
    }

    private void seek(long target) {
        if (target - windowStart <= window.limit()) {
            window.position((int) (target - windowStart));
        } else {
            windowStart = target;
            window.position(0).limit(0);
        }
    }
}
