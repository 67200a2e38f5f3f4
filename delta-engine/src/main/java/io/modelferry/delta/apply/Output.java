package io.modelferry.delta.apply;

import io.modelferry.delta.Sha256;
import io.modelferry.delta.format.Staging;
import java.io.IOException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The target as it grows: hashes and counts what passes, and knows how much of it an earlier attempt left. */
final class Output {

    private final @Nullable Staging staged;
    private final MessageDigest digest = Sha256.newDigest();
    private long count;
    private long held;
    private long kept;

    /** @param staged null if nothing is to be written */
    Output(@Nullable Staging staged) throws IOException {
        this.staged = staged;
        this.held = staged == null ? 0 : staged.length();
    }

    /** Whether an earlier attempt left bytes that may still be kept. */
    boolean mayKeep() {
        return held > 0;
    }

    /** Keeps the next {@code length} bytes of an earlier attempt if they are all there. */
    boolean keeps(long length) throws IOException {
        if (staged == null || count + length > held) {
            return false;
        }
        staged.update(digest, count, length);
        count += length;
        kept = count;
        return true;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (staged != null) {
            if (held > 0) {
                staged.truncate(count); // what follows the last whole chunk
                held = 0;
            }
            staged.writeDurably(bytes, offset, length);
        }
        digest.update(bytes, offset, length);
        count += length;
    }

    /** Of all bytes so far; ends the hash. */
    Sha256 digest() {
        return Sha256.of(digest.digest());
    }

    long count() {
        return count;
    }

    /** Bytes that an earlier attempt had left. */
    long kept() {
        return kept;
    }
}
