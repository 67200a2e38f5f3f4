package io.modelferry.delta.format;

import io.modelferry.delta.MalformedDelta;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a prologue or directory; every refusal names the byte of the delta file where it lies. */
final class FieldReader {

    private final byte[] bytes;
    private final int length;
    private final long fileOffset;
    private int at;

    /** @param fileOffset where these bytes lie in the delta; of packed ones, where their frame begins */
    FieldReader(byte[] bytes, int length, long fileOffset) {
        this.bytes = bytes;
        this.length = length;
        this.fileOffset = fileOffset;
    }

    int remaining() {
        return length - at;
    }

    MalformedDelta malformed(String reason) {
        return new MalformedDelta(fileOffset, "directory byte " + at + ": " + reason);
    }

    int unsignedByte() throws MalformedDelta {
        if (at >= length) {
            throw malformed("cut short");
        }
        return bytes[at++] & 0xff;
    }

    /** LEB128, at most nine bytes, shortest form only. */
    long varint() throws MalformedDelta {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = unsignedByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw malformed("a varint with a needless byte");
                }
                return value;
            }
        }
        throw malformed("a varint of more than 63 bits");
    }

    /** @param what for the refusal: "tensor length" */
    long varint(String what, long min, long max) throws MalformedDelta {
        long value = varint();
        if (value < min || value > max) {
            throw malformed(what + " is " + value + ", allowed are " + min + " to " + max);
        }
        return value;
    }

    /** Zigzag. */
    long signedVarint() throws MalformedDelta {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    String text(int maxBytes) throws MalformedDelta {
        int count = (int) varint("name length", 0, maxBytes);
        if (count > remaining()) {
            throw malformed("cut short in a name");
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, count));
            at += count;
            return text.toString();
        } catch (CharacterCodingException e) {
            throw malformed("a name that is not UTF-8");
        }
    }

    void end() throws MalformedDelta {
        if (at != length) {
            throw malformed(remaining() + " bytes too many");
        }
    }
}
