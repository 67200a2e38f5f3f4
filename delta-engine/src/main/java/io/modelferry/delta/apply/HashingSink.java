package io.modelferry.delta.apply;

import io.modelferry.delta.Sha256;
import io.modelferry.delta.codec.ByteSink;
import java.io.IOException;
import java.security.MessageDigest;

/** Hashes and counts what passes. */
final class HashingSink implements ByteSink {

    private final ByteSink next;
    private final MessageDigest digest = Sha256.newDigest();
    private long count;

    HashingSink(ByteSink next) {
        this.next = next;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        digest.update(bytes, offset, count);
        this.count += count;
        next.write(bytes, offset, count);
    }

    /** Of all bytes so far; ends the hash. */
    Sha256 digest() {
        return Sha256.of(digest.digest());
    }

    long count() {
        return count;
    }
}
