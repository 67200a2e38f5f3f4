package io.modelferry.control.testing;

import io.modelferry.control.security.Signers;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.Envelope;
import org.jspecify.annotations.Nullable;

/** Really signs, with keys that nobody keeps. */
public final class FakeSigners implements Signers {

    private SigningKey goals = SigningKey.generate();
    private @Nullable SigningKey next;

    @Override
    public Envelope signGoal(DesiredState goal) {
        return Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(goal), goals);
    }

    @Override
    public VerificationKey goalKey() {
        return goals.publicHalf();
    }

    @Override
    public VerificationKey nextGoalKey() {
        return (next == null ? goals : next).publicHalf();
    }

    @Override
    public void makeNext() {
        next = next == null ? SigningKey.generate() : next;
    }

    @Override
    public void promoteNext() {
        goals = next == null ? goals : next;
        next = null;
    }
}
