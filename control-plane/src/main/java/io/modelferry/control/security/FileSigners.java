package io.modelferry.control.security;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.Envelope;
import org.springframework.stereotype.Component;

/** Signs goals with the key of the role {@code goal} on this machine. */
@Component
class FileSigners implements Signers {

    private static final String ROLE = "goal";

    private final KeyFiles keys;
    private volatile SigningKey goal;

    FileSigners(KeyFiles keys) {
        this.keys = keys;
        this.goal = keys.of(ROLE);
    }

    @Override
    public Envelope signGoal(DesiredState state) {
        return Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(state), goal);
    }

    @Override
    public VerificationKey goalKey() {
        return goal.publicHalf();
    }

    @Override
    public VerificationKey nextGoalKey() {
        return keys.hasNext(ROLE) ? keys.nextOf(ROLE).publicHalf() : goalKey();
    }

    @Override
    public void makeNext() {
        var unused = keys.nextOf(ROLE);
    }

    @Override
    public void promoteNext() {
        keys.promote(ROLE);
        goal = keys.of(ROLE);
    }
}
