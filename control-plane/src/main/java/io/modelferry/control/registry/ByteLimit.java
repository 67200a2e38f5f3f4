package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import java.util.function.Supplier;

/**
 * How long an upload may be.
 *
 * @param bytes never negative
 * @param refusal for whoever sends more; says which limit it was and what to do
 */
record ByteLimit(long bytes, Supplier<Refusal> refusal) {

    /** 413 {@code too-large} above it. */
    static ByteLimit of(long bytes) {
        return new ByteLimit(bytes, () -> StagedArtifact.tooLarge(bytes));
    }

    ByteLimit orLess(ByteLimit other) {
        return other.bytes < bytes ? other : this;
    }

    /** @throws Refusal if there are more */
    void require(long length) {
        if (length > bytes) {
            throw refusal.get();
        }
    }
}
