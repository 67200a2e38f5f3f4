package io.modelferry.agent.trust;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.BadSignature;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.SignedModel;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a goal may be acted on. The goal key chooses, the targets key allows: a goal by a thief of the goal key can
 * name signed models only, and none below the signed floor. Which key signs goals is for the targets key to say.
 *
 * @see <a href="../docs/threat-model.md">docs/threat-model.md</a>
 */
public final class TrustedGoals {

    private final DeviceId self;

    public TrustedGoals(DeviceId self) {
        this.self = self;
    }

    /**
     * What it says before anything of it is proven: believed for nothing but to leave alone what would be ignored in any case, and to
     * tell the server what waits.
     *
     * @return empty if it is no goal, or not newer
     */
    public Optional<DesiredState> claimed(byte[] envelope, long lastGeneration) {
        try {
            var payload = ProtocolJson.read(envelope, Envelope.class).payload();
            return Optional.of(ProtocolJson.read(payload, DesiredState.class))
                    .filter(goal -> goal.generation() > lastGeneration);
        } catch (MalformedMessage noGoal) {
            return Optional.empty();
        }
    }

    /**
     * @param signers of current targets
     * @param lastGeneration of the last goal accepted, 0 before the first
     * @return empty if the goal is no newer than the one this device has: a repetition or a replay
     * @throws Untrusted BAD_SIGNATURE, WRONG_DEVICE or GOAL_EXPIRED
     */
    public Optional<DesiredState> newer(byte[] envelope, GoalKeys signers, long lastGeneration, Instant now)
            throws Untrusted {
        var goal = open(envelope, signers);
        if (!goal.device().equals(self)) {
            throw new Untrusted(FailureCode.WRONG_DEVICE, "the goal is for " + goal.device());
        }
        if (goal.generation() <= lastGeneration) {
            return Optional.empty();
        }
        requireCurrent(goal, now);
        return Optional.of(goal);
    }

    private static DesiredState open(byte[] envelope, GoalKeys signers) throws Untrusted {
        try {
            return ProtocolJson.read(envelope, Envelope.class)
                    .open(DesiredState.PAYLOAD_TYPE, signers, DesiredState.class);
        } catch (BadSignature | MalformedMessage e) {
            throw new Untrusted(FailureCode.BAD_SIGNATURE, String.valueOf(e.getMessage()));
        }
    }

    /** @throws Untrusted GOAL_EXPIRED: asked again before every activation, because downloads take time */
    public void requireCurrent(DesiredState goal, Instant now) throws Untrusted {
        if (now.isAfter(goal.notAfter())) {
            throw new Untrusted(FailureCode.GOAL_EXPIRED, "the goal expired at " + goal.notAfter());
        }
    }

    /**
     * The signed description of what the goal names: the target under its path, if that is the file that the goal means.
     *
     * @throws Untrusted UNSIGNED_TARGET, BELOW_FLOOR, BAD_SIGNATURE or GOAL_EXPIRED (the metadata's own expiry)
     */
    public SignedModel admit(DesiredModel wanted, SignedTargets targets, Instant now) throws Untrusted {
        if (!targets.isCurrent(now)) {
            throw new Untrusted(FailureCode.GOAL_EXPIRED, "the metadata expired at " + targets.expires());
        }
        try {
            var signed = targets.under(wanted)
                    .filter(target -> target.digest().equals(wanted.digest()))
                    .orElseThrow(() -> new Untrusted(
                            FailureCode.UNSIGNED_TARGET,
                            "targets %d do not name %s as a %s"
                                    .formatted(
                                            targets.version(), wanted.digest().brief(), wanted.model())));
            if (signed.lengthBytes() != wanted.lengthBytes()) {
                throw new Untrusted(
                        FailureCode.UNSIGNED_TARGET,
                        "signed length %d, goal says %d".formatted(signed.lengthBytes(), wanted.lengthBytes()));
            }
            requireAboveFloor(signed, targets);
            return signed;
        } catch (MalformedMessage e) {
            throw new Untrusted(
                    FailureCode.BAD_SIGNATURE, "targets %d: %s".formatted(targets.version(), e.getMessage()));
        }
    }

    private static void requireAboveFloor(SignedModel signed, SignedTargets targets) throws Untrusted {
        var floor = floor(signed.model(), targets);
        if (signed.releaseCounter() < floor) {
            throw new Untrusted(
                    FailureCode.BELOW_FLOOR,
                    "release %d is below the floor %d".formatted(signed.releaseCounter(), floor));
        }
    }

    /** The floor only rises: the highest that any release of the model's line has asked for. */
    private static long floor(ModelName model, SignedTargets targets) {
        return targets.of(model).mapToLong(SignedModel::minCounter).max().orElse(0);
    }
}
