package io.modelferry.control.trust;

import static io.modelferry.control.trust.TrustRoom.MODEL;
import static io.modelferry.control.trust.TrustRoom.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.FakeSigners;
import io.modelferry.control.trust.SignedModels.Standing;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.trust.DeltaTarget;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Timestamp;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepositoryTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final DeltaHop DELTA = new DeltaHop(digest("a"), digest("b"), 1000, digest("d"), 77);

    @TempDir
    Path folder;

    private final FakeSigners signers = new FakeSigners();
    private DataFolder data;
    private TrustRoom room;

    @BeforeEach
    void begin() {
        POSTGRES.client()
                .sql("truncate trust_metadata, trust_model, trust_delta")
                .update();
        data = new DataFolder(TrustRoom.configuration(folder.resolve("data"), "embedded"));
        room = room().begun();
    }

    @AfterEach
    void end() throws Exception {
        data.close();
    }

    private TrustRoom room() {
        return new TrustRoom(POSTGRES, data, signers, "embedded");
    }

    @Test
    void theFirstStartMakesKeysAndWhatADeviceNeedsToBelieve() throws Exception {
        var refreshed = device().refresh();

        assertThat(refreshed.targets().targets()).isEmpty();
        assertThat(GoalKeys.of(refreshed.targets()).keys())
                .extracting(key -> key.id())
                .containsExactly(signers.goalKey().id());
        for (var role : Metadata.TOP_LEVEL) {
            assertThat(Files.getPosixFilePermissions(room.keys.file(role)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void everyAdditionIsBelievedAtOnce() throws Exception {
        assertThat(room.add(model("1", "a"))).isEqualTo(Standing.SIGNED);
        room.add(model("2", "b"));

        var refreshed = device().refresh();

        assertThat(refreshed.targets().version()).isEqualTo(3).isEqualTo(room.repository.version());
        var path = ModelTarget.path(model("2", "b"));
        assertThat(ModelTarget.read(path, refreshed.find(path).orElseThrow())).isEqualTo(model("2", "b"));
        assertThat(room.repository.of(MODEL)).containsExactly(model("1", "a"), model("2", "b"));
    }

    @Test
    void theSameFileAgainChangesNothingAndOtherBytesUnderItsNameAreABug() {
        room.add(model("1", "a"));

        assertThat(room.add(model("1", "a"))).isEqualTo(Standing.SIGNED);
        assertThatThrownBy(() -> room.add(model("1", "b"))).isInstanceOf(IllegalStateException.class);

        assertThat(room.version(Metadata.TARGETS)).isEqualTo(2);
        assertThat(room.version(Metadata.TIMESTAMP)).isEqualTo(2);
    }

    @Test
    void anAdditionThatIsRolledBackWasNeverSigned() throws Exception {
        POSTGRES.transaction().executeWithoutResult(status -> {
            room.repository.add(model("1", "a"));
            status.setRollbackOnly();
        });

        assertThat(device().refresh().targets().targets()).isEmpty();
        assertThat(room.version(Metadata.TARGETS)).isEqualTo(1);
    }

    @Test
    void aDeltaStandsInTheRoleOfEachModelThatHasItsResultAndInNoOther() throws Exception {
        room.add(model("1", "a"));
        room.add(model("2", "b"));

        room.doing(() -> room.repository.add(DELTA));
        room.doing(() -> room.repository.add(DELTA)); // again changes nothing
        room.doing(() -> room.repository.add(new DeltaHop(digest("a"), digest("c"), 9, digest("e"), 9)));

        var refreshed = device().refresh();
        assertThat(DeltaTarget.read(
                        refreshed.find(DeltaTarget.path(MODEL, DELTA)).orElseThrow()))
                .isEqualTo(DELTA);
        assertThat(room.version(DeltaTarget.role(MODEL))).isEqualTo(1);
        assertThat(refreshed.targets().version()).isEqualTo(3);
    }

    @Test
    void everythingIsSignedAnewBeforeItEnds() throws Exception {
        room.add(model("1", "a"));
        room.add(model("2", "b"));
        room.doing(() -> room.repository.add(DELTA));
        var device = device();
        device.refresh();

        after(Duration.ofMinutes(59), "root 1, targets 3, snapshot 4, timestamp 4, deltas 1");
        after(Duration.ofMinutes(2), "root 1, targets 3, snapshot 4, timestamp 5, deltas 1");
        assertThat(room.newest(Metadata.TIMESTAMP, Timestamp.class).unknown().text("issued"))
                .isEqualTo(room.now.toString());
        after(Duration.ofDays(4), "root 1, targets 3, snapshot 5, timestamp 6, deltas 1");
        after(Duration.ofDays(13), "root 1, targets 3, snapshot 6, timestamp 7, deltas 2");
        after(Duration.ofDays(80), "root 1, targets 4, snapshot 8, timestamp 9, deltas 3");
        after(Duration.ofDays(90), "root 2, targets 5, snapshot 10, timestamp 11, deltas 4");
        assertThat(device.refresh().find(DeltaTarget.path(MODEL, DELTA))).isPresent();
    }

    private void after(Duration time, String versions) {
        room.now = room.now.plus(time);
        room.upkeep.renewInTime();
        room.upkeep.renewInTime(); // finds nothing left to do
        assertThat("root %d, targets %d, snapshot %d, timestamp %d, deltas %d"
                        .formatted(
                                room.version(Metadata.ROOT),
                                room.version(Metadata.TARGETS),
                                room.version(Metadata.SNAPSHOT),
                                room.version(Metadata.TIMESTAMP),
                                room.version(DeltaTarget.role(MODEL))))
                .isEqualTo(versions);
    }

    @Test
    void twoControlPlanesAddAtOnceAndLeaveNoGap() throws Exception {
        var other = room().begun();

        var all = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> (i % 2 == 0 ? room : other).add(model("v" + i, Integer.toHexString(i % 16)))))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).get();

        assertThat(room.version(Metadata.TARGETS)).isEqualTo(21);
        assertThat(room.version(Metadata.SNAPSHOT)).isEqualTo(21);
        assertThat(room.version(Metadata.TIMESTAMP)).isEqualTo(21);
        assertThat(device().refresh().targets().targets()).hasSize(20);
    }

    @Test
    void aRestartChangesNotAByteAndOtherKeysRefuseToStart() throws Exception {
        room.add(model("1", "a"));
        var before = room.files.find("timestamp.json").orElseThrow().bytes();

        assertThat(room().begun().files.find("timestamp.json").orElseThrow().bytes())
                .isEqualTo(before);
        Files.delete(room.keys.file(Metadata.TIMESTAMP));

        assertThatThrownBy(() -> room().begun())
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("timestamp-key.pem");
    }

    @Test
    void oldDocumentsGoAndEveryRootStays() {
        for (var i = 1; i <= 20; i++) {
            room.add(model("v" + i, Integer.toHexString(i % 16)));
        }

        assertThat(room.files.find("1.root.json")).isPresent();
        assertThat(room.files.find("5.targets.json")).isEmpty();
        assertThat(room.files.find("6.targets.json")).isPresent();
        assertThat(room.files.find("22.targets.json")).isEmpty();
        assertThat(room.files.find("../keys/root-key.pem")).isEmpty();
        assertThat(room.files.find("20.timestamp.json")).isEmpty();
    }

    @Test
    void everyKeyIsReplacedAndADeviceThatMissedAllOfItFollows() throws Exception {
        room.add(model("1", "a"));
        room.add(model("2", "b"));
        room.doing(() -> room.repository.add(DELTA));
        var device = device();
        device.refresh();
        var before = ids();

        for (var role : new String[] {"timestamp", "snapshot", "root", "targets", "root", "deltas", "goals"}) {
            room.doing(() -> room.desk.makeKey(role));
        }

        assertThat(room.version(Metadata.ROOT)).isEqualTo(6);
        assertThat(ids().values()).doesNotContainAnyElementsOf(before.values());
        var refreshed = device.refresh();
        assertThat(refreshed.find(DeltaTarget.path(MODEL, DELTA))).isPresent();
        assertThat(GoalKeys.of(refreshed.targets()).keys())
                .extracting(key -> key.id())
                .containsExactly(signers.goalKey().id());
        room().begun().add(model("3", "c"));
        assertThat(device.refresh().targets().targets()).hasSize(3);
    }

    private Map<String, String> ids() {
        return Stream.of("root", "targets", "snapshot", "timestamp", "deltas")
                .collect(Collectors.toMap(
                        Function.identity(),
                        role -> room.keys.of(role).publicHalf().id()));
    }

    /** Many publications in a row on a large fleet: what one of them costs with ten thousand files signed before. */
    @Test
    void onePublicationWithTenThousandFilesSignedBefore() throws Exception {
        POSTGRES.client().sql("""
                        insert into trust_model (model, version, variant, digest, entry, signed_in)
                        select 'meter-reader', 'old-' || i, 'fp32', encode(sha256(i::text::bytea), 'hex'),
                               json_build_object('model', 'meter-reader', 'version', 'old-' || i, 'variant', 'fp32',
                                   'digest', encode(sha256(i::text::bytea), 'hex'), 'lengthBytes', 1000,
                                   'releaseCounter', i, 'minCounter', 0, 'opset', 17)::text, 2
                        from generate_series(1, 10000) i""").update();
        room.add(model("warm", "a"));

        var threads = ManagementFactory.getThreadMXBean();
        var started = threads.getCurrentThreadCpuTime();
        room.add(model("1", "b"));
        var millis = (threads.getCurrentThreadCpuTime() - started) / 1_000_000;

        System.out.println(
                "ferry test: one publication with 10000 files signed before: " + millis + " ms of this thread's CPU");
        assertThat(device().refresh().targets().targets()).hasSize(10_002);
        assertThat(millis).isLessThan(3_000);
    }

    private TrustRoom.Device device() throws Exception {
        return room.device(
                Files.createTempDirectory(folder, "device"),
                room.files.find("1.root.json").orElseThrow().bytes());
    }

    private static ArtifactDigest digest(String digit) {
        return new ArtifactDigest(digit.repeat(64));
    }
}
