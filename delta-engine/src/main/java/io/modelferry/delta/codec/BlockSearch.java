package io.modelferry.delta.codec;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the bytes of a chunk come from in a base too long for a suffix sort: looks up every window of the target among the blocks of the
 * base, extends what it finds in both directions, and forwards also over bytes that differ here and there.
 */
final class BlockSearch {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int STRIDE = 32;
    private static final int ALIKE = 16;

    private final IndexedBase base;
    private final RollingSum sum;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private byte[] bytes = new byte[0];
    private int length;

    BlockSearch(IndexedBase base) {
        this.base = base;
        this.sum = new RollingSum(base.block());
    }

    void find(byte[] target, int targetLength, Operations operations) throws IOException {
        this.bytes = target;
        this.length = targetLength;
        var match = new Match(0, 0, 0);
        int literals = 0;
        int at = 0;
        boolean rolling = false;
        while (at + base.block() <= length) {
            if (!rolling) {
                sum.start(bytes, at);
                rolling = true;
            }
            var next = base.mayHold(sum.hash()) ? matchAt(at, literals) : null;
            if (next != null) {
                emit(operations, match, literals, next.at());
                match = next;
                at = next.end();
                literals = at;
                rolling = false;
            } else {
                if (at + base.block() < length) {
                    sum.roll(bytes, at);
                }
                at++;
            }
        }
        emit(operations, match, literals, length);
    }

    /** A run of the target and where in the base it lies. */
    private record Match(int at, int end, long from) {}

    private @Nullable Match matchAt(int at, int least) throws IOException {
        long from = base.find(sum.hash());
        if (from < 0 || equalAhead(at, from, base.block()) < base.block()) {
            return null;
        }
        int back = equalBehind(at, from, at - least);
        int end = at + base.block();
        end += alikeAhead(end, from + base.block());
        return new Match(at - back, end, from - back);
    }

    private int equalAhead(int at, long from, int most) throws IOException {
        int count = (int) Math.min(most, base.length() - from);
        for (int done = 0; done < count; ) {
            int step = Math.min(BUFFER_BYTES, count - done);
            base.read(from + done, buffer, 0, step);
            int differs = Arrays.mismatch(bytes, at + done, at + done + step, buffer, 0, step);
            if (differs >= 0) {
                return done + differs;
            }
            done += step;
        }
        return count;
    }

    private int equalBehind(int at, long from, int most) throws IOException {
        int count = (int) Math.min(Math.min(most, from), BUFFER_BYTES);
        base.read(from - count, buffer, 0, count);
        int equal = 0;
        while (equal < count && bytes[at - equal - 1] == buffer[count - equal - 1]) {
            equal++;
        }
        return equal;
    }

    /** As far as half of the bytes of each stride are equal. */
    private int alikeAhead(int at, long from) throws IOException {
        int most = (int) Math.min(length - at, base.length() - from);
        for (int done = 0; done < most; ) {
            int step = Math.min(BUFFER_BYTES, most - done);
            base.read(from + done, buffer, 0, step);
            for (int i = 0; i < step; i += STRIDE) {
                int stride = Math.min(STRIDE, step - i);
                if (equal(at + done + i, i, stride) * STRIDE < ALIKE * stride) {
                    return done + i;
                }
            }
            done += step;
        }
        return most;
    }

    private int equal(int at, int inBuffer, int count) {
        int equal = 0;
        for (int i = 0; i < count; i++) {
            equal += bytes[at + i] == buffer[inBuffer + i] ? 1 : 0;
        }
        return equal;
    }

    private void emit(Operations operations, Match match, int literals, int literalsEnd) throws IOException {
        int matched = match.end() - match.at();
        var differences = new byte[matched];
        for (int done = 0; done < matched; ) {
            int step = Math.min(BUFFER_BYTES, matched - done);
            base.read(match.from() + done, buffer, 0, step);
            for (int i = 0; i < step; i++) {
                differences[done + i] = (byte) (bytes[match.at() + done + i] - buffer[i]);
            }
            done += step;
        }
        operations.add(match.from(), differences, matched, bytes, literals, literalsEnd - literals);
    }
}
