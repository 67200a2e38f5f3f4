package io.modelferry.delta.generate;

import io.modelferry.delta.codec.BaseView;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * What is known of every piece of a file without holding it: a checksum of its content and a {@link Sketch} of its values. Taken in one pass.
 */
final class Fingerprints {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final int[] checksums;
    private final Sketch[] sketches;

    private Fingerprints(int count) {
        checksums = new int[count];
        sketches = new Sketch[count];
    }

    static Fingerprints of(Side side) throws IOException {
        var all = new Fingerprints(side.pieces().size());
        var buffer = new byte[BUFFER_BYTES];
        for (int i = 0; i < all.checksums.length; i++) {
            all.checksums[i] = checksum(side.file().extent(i), buffer);
            all.sketches[i] = Sketch.of(side.tensor(i));
        }
        return all;
    }

    /** Equal pieces have equal checksums; the other way round is for a comparison to say. */
    int checksum(int piece) {
        return checksums[piece];
    }

    Sketch sketch(int piece) {
        return sketches[piece];
    }

    private static int checksum(BaseView run, byte[] buffer) throws IOException {
        var crc = new CRC32C();
        for (long at = 0; at < run.length(); at += buffer.length) {
            int count = (int) Math.min(buffer.length, run.length() - at);
            run.read(at, buffer, 0, count);
            crc.update(buffer, 0, count);
        }
        return (int) crc.getValue();
    }
}
