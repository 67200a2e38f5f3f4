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
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrustedGoalsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    private final FakeControlPlane plane = new FakeControlPlane();
    private final TrustedGoals trust = new TrustedGoals(DEVICE, plane.anchors());
    private final ArtifactDigest one = plane.publish(new byte[] {1});

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

        assertThat(trust.newer(envelope, 0, NOW)).isPresent();
        assertThat(trust.newer(envelope, 1, NOW)).isEmpty();
        assertThat(trust.newer(envelope, 9, NOW)).isEmpty();
    }

    @Test
    void noticesEveryFlippedBitOfAGoal() {
        var envelope = plane.want(one);

        for (var bit = 0; bit < envelope.length * 8; bit += 3) {
            var flipped = envelope.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                var opened = trust.newer(flipped, 0, NOW);
                assertThat(opened)
                        .as("bit %d changed nothing that is signed", bit)
                        .isEqualTo(trust.newer(envelope, 0, NOW));
            } catch (Untrusted refused) {
                assertThat(refused.code()).isEqualTo(FailureCode.BAD_SIGNATURE);
            }
        }
    }

    @Test
    void takesNoListOfVersionsForAGoalNorAGoalForAList() {
        assertRefused(() -> trust.newer(plane.versions(), 0, NOW), FailureCode.BAD_SIGNATURE);
        assertRefused(() -> trust.versions(plane.want(one), 0), FailureCode.BAD_SIGNATURE);
    }

    @Test
    void takesNoListOlderThanTheOneItHolds() throws Untrusted {
        var older = plane.versions();
        plane.publish(new byte[] {2});

        assertThat(trust.versions(plane.versions(), 1).version()).isEqualTo(2);
        assertRefused(() -> trust.versions(older, 2), FailureCode.BAD_SIGNATURE);
    }

    @Test
    void admitsOnlyWhatIsSignedInTheLengthThatIsSigned() throws Untrusted {
        var list = trust.versions(plane.versions(), 0);

        assertThat(trust.admit(wanted(one, 1), list, NOW).digest()).isEqualTo(one);
        assertRefused(() -> trust.admit(wanted(one, 2), list, NOW), FailureCode.UNSIGNED_TARGET);
        var stranger = plane.keep(new byte[] {9});
        assertRefused(() -> trust.admit(wanted(stranger, 1), list, NOW), FailureCode.UNSIGNED_TARGET);
    }

    @Test
    void activatesNothingByAnExpiredList() throws Untrusted {
        var list = trust.versions(plane.versions(NOW.minusSeconds(1)), 0);

        assertRefused(() -> trust.admit(wanted(one, 1), list, NOW), FailureCode.GOAL_EXPIRED);
    }

    @Test
    void keepsTheHighestFloorThatAnyReleaseAskedFor() throws Untrusted {
        var two = plane.publish(new byte[] {2}, 2);
        plane.publish(new byte[] {3}, 0);
        var list = trust.versions(plane.versions(), 0);

        assertRefused(() -> trust.admit(wanted(one, 1), list, NOW), FailureCode.BELOW_FLOOR);
        assertThat(trust.admit(wanted(two, 1), list, NOW).digest()).isEqualTo(two);
    }
}
