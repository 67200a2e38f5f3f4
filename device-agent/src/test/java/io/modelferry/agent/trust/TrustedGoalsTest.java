package io.modelferry.agent.trust;

import static io.modelferry.agent.testing.FakeControlPlane.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.FakeControlPlane.Wanted;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrustedGoalsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Instant LATER = Instant.parse("2026-12-01T08:00:00Z");

    private final FakeControlPlane plane = new FakeControlPlane();
    private final TrustedGoals trust = new TrustedGoals(DEVICE);
    private final ArtifactDigest one = plane.publish(new byte[] {1});

    private SignedTargets targets() {
        var newest = plane.repository().targetsVersion() + ".targets.json";
        var bytes = plane.repository().file(newest).orElseThrow();
        return SignedTargets.of(Signed.read(bytes, Targets.class).body(), LATER, null);
    }

    private GoalKeys signers() {
        return targets().goalKeys();
    }

    private DesiredModel wanted(ArtifactDigest digest, long length) {
        var wanted = new Wanted(digest, List.of(), DeliveryPolicy.DEFAULT, false, length);
        return plane.goal(DEVICE, 1, NOW, wanted).models().getFirst();
    }

    private static void assertRefused(ThrowingCallable step, FailureCode code) {
        assertThatThrownBy(step)
                .isInstanceOfSatisfying(
                        Untrusted.class,
                        e -> assertThat(e.code()).as(e.detail()).isEqualTo(code));
    }

    @Test
    void opensANewerGoalOnce() throws Untrusted {
        var envelope = plane.want(one);

        assertThat(trust.newer(envelope, signers(), 0, NOW)).isPresent();
        assertThat(trust.newer(envelope, signers(), 1, NOW)).isEmpty();
        assertThat(trust.newer(envelope, signers(), 9, NOW)).isEmpty();
    }

    @Test
    void noticesEveryFlippedBitOfAGoal() {
        var envelope = plane.want(one);
        var signers = signers();

        for (var bit = 0; bit < envelope.length * 8; bit += 3) {
            var flipped = envelope.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                var opened = trust.newer(flipped, signers, 0, NOW);
                assertThat(opened)
                        .as("bit %d changed nothing that is signed", bit)
                        .isEqualTo(trust.newer(envelope, signers, 0, NOW));
            } catch (Untrusted refused) {
                assertThat(refused.code()).isEqualTo(FailureCode.BAD_SIGNATURE);
            }
        }
    }

    @Test
    void takesNoGoalByTheKeyThatWasRotatedAway() throws Untrusted {
        var byTheOldKey = plane.want(one);
        plane.rotateGoalKey();

        assertRefused(() -> trust.newer(byTheOldKey, signers(), 0, NOW), FailureCode.BAD_SIGNATURE);
        assertThat(trust.newer(plane.want(one), signers(), 0, NOW)).isPresent();
    }

    @Test
    void leavesAloneWhatDoesNotEvenClaimToBeNewer() {
        var second = plane.want(one);

        assertThat(trust.claimed(second, 0)).isPresent();
        assertThat(trust.claimed(second, 1)).isEmpty();
        assertThat(trust.claimed(new byte[] {1, 2, 3}, 0)).isEmpty();
    }

    @Test
    void admitsOnlyWhatIsSignedInTheLengthThatIsSigned() throws Untrusted {
        var list = targets();

        assertThat(trust.admit(wanted(one, 1), list, NOW).digest()).isEqualTo(one);
        assertRefused(() -> trust.admit(wanted(one, 2), list, NOW), FailureCode.UNSIGNED_TARGET);
        var stranger = plane.keep(new byte[] {9});
        assertRefused(() -> trust.admit(wanted(stranger, 1), list, NOW), FailureCode.UNSIGNED_TARGET);
    }

    @Test
    void activatesNothingByExpiredMetadata() {
        assertRefused(() -> trust.admit(wanted(one, 1), targets(), LATER), FailureCode.GOAL_EXPIRED);
    }

    @Test
    void takesNoOtherFileUnderTheNameOfASignedOne() {
        var other = plane.publish(new byte[] {2});
        var named = wanted(one, 1);
        var lie = new DesiredModel(
                named.model(),
                named.version(),
                named.variant(),
                other,
                1,
                named.deltas(),
                named.keep(),
                named.delivery(),
                named.probation(),
                named.rollout(),
                false);

        assertRefused(() -> trust.admit(lie, targets(), NOW), FailureCode.UNSIGNED_TARGET);
    }

    @Test
    void keepsTheHighestFloorThatAnyReleaseAskedFor() throws Untrusted {
        var two = plane.publish(new byte[] {2}, 2);
        plane.publish(new byte[] {3}, 0);
        var list = targets();

        assertRefused(() -> trust.admit(wanted(one, 1), list, NOW), FailureCode.BELOW_FLOOR);
        assertThat(trust.admit(wanted(two, 1), list, NOW).digest()).isEqualTo(two);
    }
}
