package io.modelferry.control.registry.removal;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.tombstone.Tombstones;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.Acceptance;
import io.modelferry.protocol.trust.SignedModel;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the registry, and what a collection of garbage leaves alone, whatever happens meanwhile. */
final class RemovalTest {

    private static final Executor THREAD_EACH = Thread.ofPlatform()::start;

    @TempDir
    static Path data;

    private static RemovalRooms rooms;

    @BeforeAll
    static void start() {
        rooms = new RemovalRooms(data);
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @Test
    void aDeletedVersionLeavesATombstoneAndItsBytesGoWithItsDeltas() throws Exception {
        var first = rooms.settled("1");
        var second = rooms.settled("2");
        var delta = rooms.delta(first, second);
        rooms.inTransaction(() -> rooms.get(SignedModels.class).add(entry("1", first, null)));
        var listed = rooms.get(SignedModels.class).version();

        var tombstone = rooms.delete("1", "superseded");

        assertThat(rooms.get(Versions.class).of(METER_READER))
                .extracting(version -> version.version().value())
                .contains("2")
                .doesNotContain("1");
        assertThat(rooms.get(Tombstones.class).of(METER_READER)).contains(tombstone);
        assertThat(tombstone.digest()).isEqualTo(first);
        assertThat(rooms.get(SignedModels.class).version()).isEqualTo(listed + 1);
        assertThat(rooms.get(Deltas.class).between(first, second)).isEmpty();
        assertThat(rooms.audit().rows()).contains("registry.version-deleted meter-reader@1");
        assertThat(code(() -> rooms.settled("1"))).isEqualTo("version-deleted");
        assertThat(code(() -> rooms.get(VersionNames.class).resolve(METER_READER, new VersionName("1"))))
                .isEqualTo("version-deleted");
        assertThat(code(() -> rooms.delete("1", "again"))).isEqualTo("version-deleted");

        rooms.ageFiles();
        assertThat(rooms.garbage().collect().waiting())
                .as("old files wait too: nobody has needed them only since the deletion")
                .extracting(Collected.Line::digest)
                .contains(first, delta);
        rooms.ageMarks();
        var dry = rooms.garbage().dryRun();
        assertThat(dry.gone()).extracting(Collected.Line::digest).contains(first, delta);
        assertThat(dry.gone()).extracting(Collected.Line::why).containsOnly("nobody has needed it for 1 d");
        assertThat(rooms.has(first)).isTrue();
        var real = rooms.garbage().collect();
        assertThat(real.gone()).isEqualTo(dry.gone());
        assertThat(real.kept()).isEqualTo(dry.kept());
        assertThat(rooms.has(first)).isFalse();
        assertThat(rooms.has(delta)).isFalse();
        assertThat(rooms.has(second)).isTrue();
        assertThat(rooms.audit().rows()).contains("registry.artifact-collected " + first.hex());
    }

    @Test
    void theCalibrationSetOfARunStaysAsLongAsItsVersion() throws Exception {
        rooms.settled("calibrated", demo("meter-reader-3.onnx"));
        var set = rooms.put("typical inputs");
        rooms.calibrated("calibrated", set);
        assertThat(rooms.everythingOldIsCollected().kept())
                .anySatisfy(line -> assertThat(line.digest()).isEqualTo(set))
                .anySatisfy(line -> assertThat(line.why()).isEqualTo("meter-reader@calibrated"));

        rooms.delete("calibrated", "nobody runs its variants");

        assertThat(rooms.everythingOldIsCollected().gone())
                .extracting(Collected.Line::digest)
                .contains(set);
    }

    @Test
    void theAcceptanceSetOfASignedFileStays() throws Exception {
        var set = rooms.put("cases that devices fetch");
        var file = rooms.put("a signed variant");
        rooms.inTransaction(() -> rooms.get(SignedModels.class).add(entry("2", file, new Acceptance(set, 24, 0.9))));

        assertThat(rooms.everythingOldIsCollected().kept())
                .extracting(Collected.Line::digest)
                .contains(set, file);
    }

    @Test
    void whatACrashLeftIsFoundAndCollected() throws Exception {
        var orphan = rooms.put("left between file and row");

        assertThat(rooms.everythingOldIsCollected().gone())
                .extracting(Collected.Line::digest)
                .contains(orphan);
        assertThat(rooms.has(orphan)).isFalse();
    }

    @Test
    void aCrashBetweenTheFileAndTheAuditRowIsMadeGoodByTheNextLook() throws Exception {
        var orphan = rooms.put("gone before its audit row");
        rooms.garbage().collect();
        Files.delete(rooms.path(orphan));

        rooms.garbage().collect();
        rooms.garbage().collect();

        assertThat(rooms.audit().rows()).containsOnlyOnce("registry.artifact-collected " + orphan.hex());
    }

    @Test
    void whatIsNamedAgainBeginsToWaitAnew() throws Exception {
        var bytes = "published again just in time";
        var orphan = rooms.put(bytes);
        rooms.garbage().collect();
        rooms.ageFiles();
        rooms.ageMarks();

        rooms.put(bytes);

        assertThat(rooms.garbage().collect().gone())
                .extracting(Collected.Line::digest)
                .doesNotContain(orphan);
        assertThat(rooms.has(orphan)).isTrue();
    }

    @Test
    void anUploadOnItsWayIsNoGarbageHoweverLongItTakes() throws Exception {
        var bytes = new PipedOutputStream();
        var stream = new PipedInputStream(bytes);
        var upload = CompletableFuture.supplyAsync(
                () -> unchecked(
                        () -> rooms.get(Artifacts.class).put(stream, 100).digest()),
                THREAD_EACH);
        bytes.write(1);
        bytes.flush();
        CatalogRooms.await().until(() -> rooms.uploadsOnTheirWay().size() == 1);
        Files.setLastModifiedTime(rooms.uploadsOnTheirWay().getFirst(), RemovalRooms.LONG_AGO);

        rooms.everythingOldIsCollected();

        bytes.write(2);
        bytes.close();
        assertThat(rooms.has(upload.join())).isTrue();
    }

    /** Each round finds the bytes of the round before: old, without a row, and about to be published again. */
    @Test
    void bytesThatAreKeptAgainWhileGarbageIsCollectedAreNeverLost() throws Exception {
        var bytes = "kept again and again";
        var going = new AtomicBoolean(true);
        var removed = new AtomicInteger();
        var collector = CompletableFuture.runAsync(
                () -> {
                    while (going.get()) {
                        unchecked(() -> {
                            rooms.garbage().collect();
                            rooms.ageMarks();
                            return removed.addAndGet(
                                    rooms.garbage().collect().gone().size());
                        });
                    }
                },
                THREAD_EACH);
        var lost = new ArrayList<Integer>();
        for (int round = 0; round < 50 || (removed.get() < 5 && !collector.isDone()); round++) {
            var digest = rooms.put(bytes);
            if (!rooms.has(digest)) {
                lost.add(round);
            }
            rooms.age(rooms.path(digest));
        }
        going.set(false);
        collector.join();

        assertThat(lost).isEmpty();
    }

    @Test
    void nothingGoesWhenAHolderCannotAnswer() throws Exception {
        var orphan = rooms.put("asked for in vain");
        rooms.garbage().collect();
        var collection = rooms.garbageInAMonth(among -> {
            throw new IllegalStateException("the fleet cannot be asked");
        });

        assertThatThrownBy(collection::collect).hasMessage("the fleet cannot be asked");
        assertThat(rooms.has(orphan)).isTrue();
    }

    private static SignedModel entry(String version, ArtifactDigest digest, @Nullable Acceptance acceptance) {
        return new SignedModel(METER_READER, new VersionName(version), "fp16", digest, 1, 1, 0, 17, acceptance);
    }

    private static <T> T unchecked(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String code(ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call).code();
    }
}
