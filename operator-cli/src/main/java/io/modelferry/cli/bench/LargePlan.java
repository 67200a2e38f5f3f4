package io.modelferry.cli.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Two huge files as lists of pieces: the new one is the old one with pieces overwritten, inserted, removed, and one long stretch moved.
 * The same seed and length give the same bytes.
 */
record LargePlan(List<Piece> old, List<Piece> current) {

    static final int PIECE_BYTES = 1 << 20;
    static final long MIN_BYTES = 16L * PIECE_BYTES;

    private static final long SEED = 20260501;
    private static final int ONE_IN_OVERWRITTEN = 100;
    private static final int ONE_IN_INSERTED = 200;
    private static final int ONE_IN_REMOVED = 200;
    private static final int ONE_IN_RUNS = 8;

    /** Of no round length, so that what follows an insertion lies at odd offsets. */
    private static final int INSERTED_BYTES = PIECE_BYTES - 4099;

    /** @param seed says what is in it: every eighth is one byte repeated, the others are noise */
    record Piece(long seed, int lengthBytes) {

        void writeTo(OutputStream out) throws IOException {
            var bytes = new byte[lengthBytes];
            if (seed % ONE_IN_RUNS == 0) {
                Arrays.fill(bytes, (byte) (1 + seed % 255));
            } else {
                new SplittableRandom(seed).nextBytes(bytes);
            }
            out.write(bytes);
        }
    }

    LargePlan {
        old = List.copyOf(old);
        current = List.copyOf(current);
    }

    /** @param bytes of the old file, rounded down to whole pieces; the new one is nearly as long */
    static LargePlan of(long bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("a large pair has at least " + MIN_BYTES + " bytes");
        }
        var count = Math.toIntExact(bytes / PIECE_BYTES);
        var old = new ArrayList<Piece>();
        for (var i = 0; i < count; i++) {
            old.add(new Piece(SEED + i, PIECE_BYTES));
        }
        return new LargePlan(old, edited(old));
    }

    private static List<Piece> edited(List<Piece> old) {
        var where = new SplittableRandom(SEED);
        var count = old.size();
        var pieces = new ArrayList<>(old);
        var fresh = SEED + count;
        for (var i = 0; i <= count / ONE_IN_OVERWRITTEN; i++) {
            pieces.set(where.nextInt(count), new Piece(fresh++, PIECE_BYTES));
        }
        for (var i = 0; i <= count / ONE_IN_REMOVED; i++) {
            pieces.remove(where.nextInt(pieces.size()));
        }
        for (var i = 0; i <= count / ONE_IN_INSERTED; i++) {
            pieces.add(where.nextInt(pieces.size()), new Piece(fresh++, INSERTED_BYTES));
        }
        move(pieces, count / 5, count / 10, count / 2);
        return pieces;
    }

    /** @param to counted after the stretch is taken out */
    private static void move(List<Piece> pieces, int from, int length, int to) {
        var stretch = pieces.subList(from, from + length);
        var moved = List.copyOf(stretch);
        stretch.clear();
        pieces.addAll(to, moved);
    }

    /** What no delta can do without: bytes of new noise. */
    long freshBytes() {
        var known = Set.copyOf(old);
        return current.stream()
                .filter(piece -> !known.contains(piece) && piece.seed() % ONE_IN_RUNS != 0)
                .mapToLong(Piece::lengthBytes)
                .sum();
    }

    static long lengthBytes(List<Piece> pieces) {
        return pieces.stream().mapToLong(Piece::lengthBytes).sum();
    }
}
