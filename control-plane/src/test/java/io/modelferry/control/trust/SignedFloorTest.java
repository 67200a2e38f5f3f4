package io.modelferry.control.trust;

import static io.modelferry.control.trust.TrustRoom.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.trust.SignedTargets;
import io.modelferry.agent.trust.TrustedGoals;
import io.modelferry.agent.trust.Untrusted;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.FakeSigners;
import io.modelferry.control.trust.SignedModels.Standing;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.Probation;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Metadata;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository signs the floor, and the agent's own code, which reads what is served, refuses what lies below it. */
final class SignedFloorTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final SignedModel ONE = release(1, "a");
    private static final SignedModel TWO = release(2, "b");
    private static final SignedModel THREE = release(3, "c");

    @TempDir
    Path folder;

    private final TrustedGoals goals = new TrustedGoals(new DeviceId("cam-01"));
    private DataFolder data;
    private TrustRoom room;
    private TrustRoom.Device device;

    @BeforeEach
    void begin() throws Exception {
        POSTGRES.client()
                .sql("truncate trust_metadata, trust_model, trust_delta")
                .update();
        data = new DataFolder(TrustRoom.configuration(folder.resolve("data"), "embedded"));
        room = new TrustRoom(POSTGRES, data, new FakeSigners(), "embedded").begun();
        device = room.device(
                folder.resolve("device"),
                room.files.find("1.root.json").orElseThrow().bytes());
        room.add(ONE);
        room.add(TWO);
    }

    @AfterEach
    void end() throws Exception {
        data.close();
    }

    @Test
    void aDeviceGoesBackToEveryReleaseUntilTheFloorIsRaisedAndToNoneBelowItThen() throws Exception {
        assertThat(admitted(ONE)).isEqualTo(ONE);

        assertThat(raise(2)).isEqualTo(Standing.SIGNED);

        assertThat(room.repository.floor(MODEL)).isEqualTo(2);
        assertThatThrownBy(() -> admitted(ONE))
                .isInstanceOfSatisfying(
                        Untrusted.class, refused -> assertThat(refused.code()).isEqualTo(FailureCode.BELOW_FLOOR));
        assertThat(admitted(TWO)).isEqualTo(TWO.withFloor(2));
    }

    @Test
    void aReleaseThatBringsAFloorIsSignedWithIt() throws Exception {
        room.add(THREE.withFloor(3));

        assertThat(room.repository.floor(MODEL)).isEqualTo(3);
        assertThatThrownBy(() -> admitted(TWO)).isInstanceOf(Untrusted.class);
        assertThat(admitted(THREE).minCounter()).isEqualTo(3);
    }

    @Test
    void aFloorThatStandsIsNotSignedTwiceAndNeverFalls() {
        raise(2);
        var version = room.version(Metadata.TARGETS);

        assertThat(raise(2)).isEqualTo(Standing.SIGNED);
        assertThat(raise(1)).isEqualTo(Standing.SIGNED);

        assertThat(room.version(Metadata.TARGETS)).isEqualTo(version);
        assertThat(room.repository.floor(MODEL)).isEqualTo(2);
    }

    @Test
    void theNewestReleaseThatIsLeftTakesTheFloorOverFromOneThatIsDeleted() throws Exception {
        room.add(THREE);
        raise(2);
        assertThat(room.repository.of(MODEL)).containsExactly(ONE, TWO, THREE.withFloor(2));

        room.doing(() -> room.repository.remove(MODEL, THREE.version()));

        assertThat(room.repository.floor(MODEL)).isEqualTo(2);
        assertThatThrownBy(() -> admitted(ONE)).isInstanceOf(Untrusted.class);
        assertThat(admitted(TWO)).isEqualTo(TWO.withFloor(2));
    }

    @Test
    void aRaiseThatIsRolledBackWasNeverSigned() throws Exception {
        POSTGRES.transaction().executeWithoutResult(status -> {
            room.repository.raiseFloor(MODEL, 2);
            status.setRollbackOnly();
        });

        assertThat(room.repository.floor(MODEL)).isZero();
        assertThat(admitted(ONE)).isEqualTo(ONE);
    }

    private Standing raise(long counter) {
        return room.inTransaction(() -> room.repository.raiseFloor(MODEL, counter));
    }

    /** As the agent would say of a goal for it, after a refresh from what the repository serves. */
    private SignedModel admitted(SignedModel wanted) throws Exception {
        var fresh = device.refresh();
        var targets = SignedTargets.of(fresh.targets(), fresh.expires(), null);
        var goal = new DesiredModel(
                wanted.model(),
                wanted.version(),
                wanted.variant(),
                wanted.digest(),
                wanted.lengthBytes(),
                List.of(),
                List.of(),
                DeliveryPolicy.DEFAULT,
                Probation.DEFAULT,
                "none",
                false);
        return goals.admit(goal, targets, room.now);
    }

    static SignedModel release(long counter, String digit) {
        return new SignedModel(
                MODEL,
                new VersionName(Long.toString(counter)),
                "fp32",
                new ArtifactDigest(digit.repeat(64)),
                1000,
                counter,
                0,
                17,
                null);
    }
}
