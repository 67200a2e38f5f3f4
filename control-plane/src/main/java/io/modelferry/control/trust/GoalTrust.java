package io.modelferry.control.trust;

import io.modelferry.protocol.key.VerificationKey;

/** Whose signature on a goal devices believe: the delegation {@code goals} of the targets in effect. */
public interface GoalTrust {

    /** False before the first targets, and for a key that is to sign only once targets name it. */
    boolean believes(VerificationKey key);
}
