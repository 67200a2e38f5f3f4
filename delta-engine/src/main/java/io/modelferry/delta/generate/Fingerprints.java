package io.modelferry.delta.generate;

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
            all.take(i, side, buffer);
        }
        return all;
    }

    private void take(int piece, Side side, byte[] buffer) throws IOException {
        var tensor = side.tensor(piece);
        var drawing = new Sketch.Drawing(tensor.type(), tensor.elements());
        var crc = new CRC32C();
        for (long at = 0; at < tensor.bytes().length(); at += buffer.length) {
            int count = (int) Math.min(buffer.length, tensor.bytes().length() - at);
            tensor.bytes().read(at, buffer, 0, count);
            crc.update(buffer, 0, count);
            drawing.pass(at, buffer, count);
        }
        checksums[piece] = (int) crc.getValue();
        sketches[piece] = drawing.finished();
    }

    /** Equal pieces have equal checksums; the other way round is for a comparison to say. */
    int checksum(int piece) {
        return checksums[piece];
    }

    Sketch sketch(int piece) {
        return sketches[piece];
    }
}
