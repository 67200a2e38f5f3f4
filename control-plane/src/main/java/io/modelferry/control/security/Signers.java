package io.modelferry.control.security;

import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.VerificationKey;
import io.modelferry.protocol.trust.VersionList;

/** The two signing keys of the embedded mode. Devices learn the public halves when they enrol. */
public interface Signers {

    Envelope signGoal(DesiredState goal);

    Envelope signVersionList(VersionList list);

    VerificationKey goalKey();

    VerificationKey targetsKey();
}
