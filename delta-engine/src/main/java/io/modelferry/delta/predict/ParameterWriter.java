package io.modelferry.delta.predict;

import io.modelferry.delta.entropy.LittleEndian;
import java.io.ByteArrayOutputStream;

/** The writing half of {@link ParameterReader}. */
final class ParameterWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ParameterWriter unsignedByte(int value) {
        out.write(value);
        return this;
    }

    ParameterWriter number(long value) {
        var bytes = new byte[Long.BYTES];
        LittleEndian.putLong(bytes, 0, value);
        out.writeBytes(bytes);
        return this;
    }

    ParameterWriter floats(float[] values, int kept) {
        for (int plane = 0; plane < kept; plane++) {
            int shift = 24 - 8 * plane;
            for (float value : values) {
                out.write(Float.floatToRawIntBits(value) >>> shift);
            }
        }
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }
}
