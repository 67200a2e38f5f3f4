package io.modelferry.delta.predict;

import io.modelferry.delta.entropy.LittleEndian;

/** Reads parameters from outside: numbers of fixed width, and floats in planes. */
final class ParameterReader {

    private final byte[] bytes;
    private int at;

    ParameterReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int unsignedByte() throws BadParameters {
        require(1);
        return bytes[at++] & 0xff;
    }

    long number(long min, long max) throws BadParameters {
        require(Long.BYTES);
        long value = LittleEndian.getLong(bytes, at);
        at += Long.BYTES;
        if (value < min || value > max) {
            throw new BadParameters("a parameter of " + value + ", allowed are " + min + " to " + max);
        }
        return value;
    }

    /** The upper {@code kept} bytes of each float, plane by plane, the highest first. */
    float[] floats(long many, int kept) throws BadParameters {
        require(many * kept);
        int count = (int) many; // there are as many bytes
        var bits = new int[count];
        for (int plane = 0; plane < kept; plane++) {
            int shift = 24 - 8 * plane;
            for (int i = 0; i < count; i++) {
                bits[i] |= (bytes[at++] & 0xff) << shift;
            }
        }
        var floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = Float.intBitsToFloat(bits[i]);
        }
        return floats;
    }

    void requireEnd() throws BadParameters {
        if (at != bytes.length) {
            throw new BadParameters(bytes.length - at + " bytes of parameters too many");
        }
    }

    private void require(long count) throws BadParameters {
        if (bytes.length - at < count) {
            throw new BadParameters("parameters cut short");
        }
    }
}
