package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import java.util.SortedSet;

/** Acceptance sets that were uploaded, for those who compare versions. */
public interface AcceptanceSets {

    /** The classes that its labels name; none without labels. */
    SortedSet<Long> classes(ArtifactDigest set);
}
