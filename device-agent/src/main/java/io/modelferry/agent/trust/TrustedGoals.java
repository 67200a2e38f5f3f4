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
import io.modelferry.protocol.trust.VerificationKey;
import io.modelferry.protocol.trust.VersionList;
import io.modelferry.protocol.trust.SignedModel;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a goal may be acted on. The goal key chooses, the targets key allows: a goal by a thief of the goal key can
 * name signed models only, and none below the signed floor.
 *
 * @see <a href="../docs/threat-model.md">docs/threat-model.md</a>
 */
public final class TrustedGoals {

    private final DeviceId self;
    private final Anchors anchors;

    public TrustedGoals(DeviceId self, Anchors anchors) {
        this.self = self;
        this.anchors = anchors;
    }

    /**
     * @param lastGeneration of the last goal accepted, 0 before the first
     * @return empty if the goal is no newer than the one this device has: a repetition or a replay
     * @throws Untrusted BAD_SIGNATURE, WRONG_DEVICE or GOAL_EXPIRED
     */
    public Optional<DesiredState> newer(byte[] envelope, long lastGeneration, Instant now) throws Untrusted {
        var goal = open(envelope, DesiredState.PAYLOAD_TYPE, anchors.goalKey(), DesiredState.class);
        if (!goal.device().equals(self)) {
            throw new Untrusted(FailureCode.WRONG_DEVICE, "the goal is for " + goal.device());
        }
        if (goal.generation() <= lastGeneration) {
            return Optional.empty();
        }
        requireCurrent(goal, now);
        return Optional.of(goal);
    }

    /** @throws Untrusted GOAL_EXPIRED: asked again before every activation, because downloads take time */
    public void requireCurrent(DesiredState goal, Instant now) throws Untrusted {
        if (now.isAfter(goal.notAfter())) {
            throw new Untrusted(FailureCode.GOAL_EXPIRED, "the goal expired at " + goal.notAfter());
        }
    }

    /**
     * @param heldVersion of the newest list this device has believed, 0 before the first
     * @throws Untrusted BAD_SIGNATURE, also for a list older than the one held
     */
    public VersionList versions(byte[] envelope, long heldVersion) throws Untrusted {
        var list = open(envelope, VersionList.PAYLOAD_TYPE, anchors.targetsKey(), VersionList.class);
        if (list.version() < heldVersion) {
            throw new Untrusted(
                    FailureCode.BAD_SIGNATURE, "list %d is older than %d".formatted(list.version(), heldVersion));
        }
        return list;
    }

    /**
     * The signed description of what the goal names.
     *
     * @throws Untrusted UNSIGNED_TARGET, BELOW_FLOOR, INCOMPATIBLE or GOAL_EXPIRED (the list's own expiry)
     */
    public SignedModel admit(DesiredModel wanted, VersionList list, Instant now) throws Untrusted {
        var signed = list.find(wanted.digest())
                .filter(entry -> entry.model().equals(wanted.model()))
                .orElseThrow(() -> new Untrusted(
                        FailureCode.UNSIGNED_TARGET,
                        "list %d does not name %s as a %s"
                                .formatted(list.version(), wanted.digest().brief(), wanted.model())));
        if (now.isAfter(list.expires())) {
            throw new Untrusted(FailureCode.GOAL_EXPIRED, "the list of versions expired at " + list.expires());
        }
        if (signed.lengthBytes() != wanted.lengthBytes()) {
            throw new Untrusted(
                    FailureCode.UNSIGNED_TARGET,
                    "signed length %d, goal says %d".formatted(signed.lengthBytes(), wanted.lengthBytes()));
        }
        requireAboveFloor(signed, list);
        return signed;
    }

    private static void requireAboveFloor(SignedModel signed, VersionList list) throws Untrusted {
        var floor = floor(signed.model(), list);
        if (signed.releaseCounter() < floor) {
            throw new Untrusted(
                    FailureCode.BELOW_FLOOR,
                    "release %d is below the floor %d".formatted(signed.releaseCounter(), floor));
        }
    }

    /** The floor only rises: the highest that any release of the model's line has asked for. */
    private static long floor(ModelName model, VersionList list) {
        return list.models().stream()
                .filter(entry -> entry.model().equals(model))
                .mapToLong(SignedModel::minCounter)
                .max()
                .orElse(0);
    }

    private static <T> T open(byte[] envelope, String type, VerificationKey key, Class<T> document) throws Untrusted {
        try {
            return ProtocolJson.read(envelope, Envelope.class).open(type, key, document);
        } catch (BadSignature | MalformedMessage e) {
            throw new Untrusted(FailureCode.BAD_SIGNATURE, String.valueOf(e.getMessage()));
        }
    }
}
