package io.modelferry.delta.codec;

import io.modelferry.delta.entropy.BitWriter;
import io.modelferry.delta.entropy.RansEncoder;
import org.jspecify.annotations.Nullable;

/** A coded chunk's three parts one behind the other: header, symbols, raw bits; each begins at a whole byte. */
final class Parts {

    private Parts() {}

    /**
     * @param symbolBytes of the encoder that belong to this chunk; 0 if it coded none
     * @return null if the parts are longer than {@code limit} together
     */
    static byte @Nullable [] joined(BitWriter header, RansEncoder symbols, int symbolBytes, BitWriter raw, int limit) {
        int headerBytes = header.align();
        int rawBytes = raw.align();
        int total = headerBytes + symbolBytes + rawBytes;
        if (total > limit) {
            return null;
        }
        var stored = new byte[total];
        header.copyTo(stored, 0);
        if (symbolBytes > 0) {
            symbols.copyTo(stored, headerBytes);
        }
        raw.copyTo(stored, headerBytes + symbolBytes);
        return stored;
    }
}
