package io.modelferry.control.security;

import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.Envelope;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Signs goals with the key of the role {@code goal} on this machine. */
@Component
class FileSigners implements Signers {

    private static final String ROLE = "goal";

    private final KeyFiles keys;
    private volatile Held held;

    /** @param written when its file was */
    private record Held(SigningKey key, Optional<Instant> written) {}

    FileSigners(KeyFiles keys) {
        this.keys = keys;
        this.held = read();
    }

    private Held read() {
        var written = keys.written(ROLE); // before the key: at worst it is read once more
        return new Held(keys.of(ROLE), written);
    }

    /** Another control plane with the same keys may have put a new one there. */
    private SigningKey goal() {
        var written = keys.written(ROLE);
        if (written.isPresent() && !written.equals(held.written())) {
            held = read();
        }
        return held.key();
    }

    @Override
    public Envelope signGoal(DesiredState state) {
        return Envelope.sign(DesiredState.PAYLOAD_TYPE, ProtocolJson.write(state), goal());
    }

    @Override
    public VerificationKey goalKey() {
        return goal().publicHalf();
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
        held = read();
    }
}
