package io.modelferry.control.optimisation.diff;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.lineage.VersionRef;

/** Compares versions, of one model or of two: a student with its teacher. */
public interface VersionDiffs {

    /** @throws Refusal 404 {@code version-not-found} naming the one that is not there */
    VersionDiff between(VersionRef from, VersionRef to);
}
