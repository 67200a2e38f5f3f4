package io.modelferry.control.registry.lineage;

import io.modelferry.control.platform.Refusal;
import java.util.List;

/** Who came from whom. Versions of several models may stand in one line. */
public interface Lineages {

    /** {@link Lineage#NONE} if nothing was said. */
    Lineage of(VersionRef version);

    /**
     * Kept in the transaction that publishes the version, before the version itself is there.
     *
     * @throws Refusal 422 {@code lineage-cycle}, {@code unknown-parent}, {@code unknown-teacher}, each naming the field
     */
    void record(VersionRef version, Lineage lineage);

    /**
     * For a version that was published before: later words could make it the child of its own child.
     *
     * @throws Refusal 409 {@code lineage-differs} unless nothing is said or the same
     */
    void requireSame(VersionRef version, Lineage lineage);

    /** Parents and teachers, theirs, and so on; the nearest first, each once. */
    List<Relative> ancestors(VersionRef version);

    /** Children and students, theirs, and so on; the nearest first, each once. */
    List<Relative> descendants(VersionRef version);

    /** How a version is related to the one a step nearer. */
    enum Relation {
        PARENT,
        TEACHER
    }

    /**
     * @param relation of the older to the younger of the two: a child found through {@code TEACHER} is a student
     * @param through the version a step nearer
     * @param steps 1 for a direct relative
     * @param deleted whether only its tombstone is left
     */
    record Relative(VersionRef version, Relation relation, VersionRef through, int steps, boolean deleted) {}
}
