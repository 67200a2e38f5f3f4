package io.modelferry.delta;

/** Told now and then how far long work is, from the thread that called. */
@FunctionalInterface
public interface Progress {

    /** For whom nobody watches. */
    Progress NONE = (done, total) -> {};

    /** @param done bytes of the target so far, of {@code total} */
    void at(long done, long total);
}
