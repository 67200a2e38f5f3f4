package io.modelferry.delta.codec;

import java.io.ByteArrayOutputStream;

/** The operations of {@link MovedBytes} as they are found, in order. */
final class Operations {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long place;
    private int count;

    /**
     * Yields {@code differences} added to the bytes of the base from {@code from} on, then {@code literals}.
     *
     * @param from ignored if there are no differences
     */
    void add(long from, byte[] differences, int differenceCount, byte[] literals, int literalsAt, int literalCount) {
        if (differenceCount + literalCount == 0) {
            return;
        }
        varint(differenceCount);
        varint(literalCount);
        long seek = differenceCount == 0 ? 0 : from - place;
        varint((seek << 1) ^ (seek >> 63));
        out.write(differences, 0, differenceCount);
        out.write(literals, literalsAt, literalCount);
        place += seek + differenceCount;
        count++;
    }

    int count() {
        return count;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    private void varint(long value) {
        for (; value >= 0x80; value >>>= 7) {
            out.write((int) ((value & 0x7f) | 0x80));
        }
        out.write((int) value);
    }
}
