package io.modelferry.control.security;

import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.Envelope;

/** Signs goals. Devices learn whose signature counts from the delegation {@code goals} of the fleet's TUF targets. */
public interface Signers {

    Envelope signGoal(DesiredState goal);

    /** Who signs now. */
    VerificationKey goalKey();

    /** Whom targets should name: the same, or the key that {@link #makeNext} made. */
    VerificationKey nextGoalKey();

    /** Makes the key that shall sign once targets name it; one that waits already stays. */
    void makeNext();

    /** Targets name the next key: it signs from now on. */
    void promoteNext();
}
