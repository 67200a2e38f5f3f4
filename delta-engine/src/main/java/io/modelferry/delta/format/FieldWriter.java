package io.modelferry.delta.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The writing half of {@link FieldReader}. */
final class FieldWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    FieldWriter unsignedByte(int value) {
        out.write(value);
        return this;
    }

    FieldWriter varint(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a varint is not negative: " + value);
        }
        for (; value >= 0x80; value >>>= 7) {
            out.write((int) ((value & 0x7f) | 0x80));
        }
        out.write((int) value);
        return this;
    }

    FieldWriter signedVarint(long value) {
        return varint((value << 1) ^ (value >> 63));
    }

    FieldWriter text(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
