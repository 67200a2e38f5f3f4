package io.modelferry.control.testing;

import io.modelferry.control.security.Signers;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.SigningKey;
import io.modelferry.protocol.trust.VerificationKey;
import io.modelferry.protocol.trust.VersionList;

/** Really signs, with keys that nobody keeps. */
public final class FakeSigners implements Signers {

    private final SigningKey goals = SigningKey.generate();
    private final SigningKey targets = SigningKey.generate();

    @Override
    public Envelope signGoal(DesiredState goal) {
        return Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(goal), goals);
    }

    @Override
    public Envelope signVersionList(VersionList list) {
        return Envelope.sign(VersionList.PAYLOAD_TYPE, ProtocolJson.write(list), targets);
    }

    @Override
    public VerificationKey goalKey() {
        return goals.publicHalf();
    }

    @Override
    public VerificationKey targetsKey() {
        return targets.publicHalf();
    }

    /** Opens a list as a device would. */
    public VersionList open(Envelope envelope) {
        return envelope.open(VersionList.PAYLOAD_TYPE, targetsKey(), VersionList.class);
    }
}
