package io.modelferry.control.registry.removal;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.SignedVersions;
import io.modelferry.control.registry.StoredFiles;
import io.modelferry.control.registry.Tombstones;
import io.modelferry.control.registry.VersionHolder.Hold;
import io.modelferry.control.registry.VersionHolder.Kind;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.registry.VersionPins;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.alias.Aliases;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.VersionList.SignedModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

final class RemovalTest {

    private static final FileTime LONG_AGO = FileTime.from(Instant.now().minus(Duration.ofDays(2)));

    @TempDir
    static Path data;

    private static TestPostgres postgres;
    private static CatalogRooms rooms;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.migrated();
        rooms = CatalogRooms.start(postgres, data);
        rooms.stopWorkers();
    }

    @AfterAll
    static void stop() {
        rooms.close();
    }

    @Test
    void aDeletedVersionLeavesATombstoneAndItsBytesGoWithItsDeltas() throws Exception {
        var first = settled("1");
        var second = settled("2");
        var delta = delta(first, second);
        inTransaction(() -> rooms.get(SignedVersions.class).add(entry("1", first)));
        var listed = rooms.get(SignedVersions.class).currentNumber();

        var tombstone = delete("1", "superseded");

        assertThat(rooms.get(Versions.class).of(METER_READER))
                .extracting(version -> version.version().value())
                .contains("2")
                .doesNotContain("1");
        assertThat(rooms.get(Tombstones.class).of(METER_READER)).contains(tombstone);
        assertThat(tombstone.digest()).isEqualTo(first);
        assertThat(rooms.get(SignedVersions.class).currentNumber()).isEqualTo(listed + 1);
        assertThat(rooms.get(Deltas.class).between(first, second)).isEmpty();
        assertThat(rooms.audit().rows()).contains("registry.version-deleted meter-reader@1");
        assertThat(code(() -> settled("1"))).isEqualTo("version-deleted");
        assertThat(code(() -> rooms.get(VersionNames.class).resolve(METER_READER, new VersionName("1"))))
                .isEqualTo("version-deleted");
        assertThat(code(() -> delete("1", "again"))).isEqualTo("version-deleted");

        ageFiles();
        assertThat(garbage().collect().waiting())
                .as("old files wait too: nobody has needed them only since the deletion")
                .extracting(Collected.Line::digest)
                .contains(first, delta);
        ageMarks();
        var dry = garbage().dryRun();
        assertThat(dry.gone()).extracting(Collected.Line::digest).contains(first, delta);
        assertThat(artifacts().contains(first)).isTrue();
        var real = garbage().collect();
        assertThat(real.gone()).isEqualTo(dry.gone());
        assertThat(real.kept()).isEqualTo(dry.kept());
        assertThat(artifacts().contains(first)).isFalse();
        assertThat(artifacts().contains(delta)).isFalse();
        assertThat(artifacts().contains(second)).isTrue();
        assertThat(rooms.audit().rows()).contains("registry.artifact-collected " + first.hex());
    }

    @Test
    void whatIsNeededStaysWithEveryReason() throws Exception {
        settled("3");
        rooms.get(Aliases.class)
                .move(
                        METER_READER,
                        new VersionName("production"),
                        new VersionName("3"),
                        new Aliases.Order("good", "ada", null));

        assertThatThrownBy(() -> delete("3", "away with it")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("version-in-use");
            assertThat(refusal.detail()).contains("alias production points at it");
            assertThat(refusal.facts())
                    .containsEntry("holders", List.of(new Hold(Kind.ALIAS, "alias production points at it")));
        });
        assertThat(code(() -> delete("3", " "))).isEqualTo("invalid");
        assertThat(code(() -> delete("nobody", "x"))).isEqualTo("version-not-found");
        assertThat(everythingOldIsCollected().kept())
                .anySatisfy(line -> assertThat(line.why()).isEqualTo("meter-reader@3"));
    }

    @Test
    void whatACrashLeftIsFoundAndCollected() throws Exception {
        var orphan = put("left between file and row");

        assertThat(everythingOldIsCollected().gone())
                .extracting(Collected.Line::digest)
                .contains(orphan);
        assertThat(artifacts().contains(orphan)).isFalse();
    }

    @Test
    void aCrashBetweenTheFileAndTheAuditRowIsMadeGoodByTheNextLook() throws Exception {
        var orphan = put("gone before its audit row");
        garbage().collect();
        Files.delete(path(orphan));

        garbage().collect();
        garbage().collect();

        assertThat(rooms.audit().rows()).containsOnlyOnce("registry.artifact-collected " + orphan.hex());
    }

    @Test
    void whatIsNamedAgainBeginsToWaitAnew() throws Exception {
        var bytes = "published again just in time";
        var orphan = put(bytes);
        garbage().collect();
        ageFiles();
        ageMarks();

        put(bytes);

        assertThat(garbage().collect().gone())
                .extracting(Collected.Line::digest)
                .doesNotContain(orphan);
        assertThat(artifacts().contains(orphan)).isTrue();
    }

    @Test
    void anUploadOnItsWayIsNoGarbageHoweverLongItTakes() throws Exception {
        var bytes = new PipedOutputStream();
        var stream = new PipedInputStream(bytes);
        var upload = CompletableFuture.supplyAsync(
                () -> unchecked(() -> artifacts().put(stream, 100).digest()), Thread::startVirtualThread);
        bytes.write(1);
        bytes.flush();
        CatalogRooms.await().until(() -> parts().size() == 1);
        Files.setLastModifiedTime(parts().getFirst(), LONG_AGO);

        everythingOldIsCollected();

        bytes.write(2);
        bytes.close();
        assertThat(artifacts().contains(upload.join())).isTrue();
    }

    @Test
    void aPinnedVersionIsDeletedOnlyAfterWhoeverPinnedItHasWritten() throws Exception {
        settled("pinned");
        var pinned = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var rollout = CompletableFuture.runAsync(
                () -> inTransaction(() -> {
                    rooms.get(VersionPins.class).pin(METER_READER, new VersionName("pinned"));
                    pinned.countDown();
                    await(goOn);
                }),
                Thread::startVirtualThread);
        await(pinned);

        var deletion =
                CompletableFuture.supplyAsync(() -> delete("pinned", "at the same time"), Thread::startVirtualThread);
        CatalogRooms.await().until(RemovalTest::somebodyWaitsForALock);
        assertThat(deletion).isNotDone();
        goOn.countDown();
        rollout.join();
        deletion.join();

        assertThat(code(() ->
                        inTransaction(() -> rooms.get(VersionPins.class).pin(METER_READER, new VersionName("pinned")))))
                .isEqualTo("version-deleted");
    }

    /** Each round finds the bytes of the round before: old, without a row, and about to be published again. */
    @Test
    void bytesThatAreKeptAgainWhileGarbageIsCollectedAreNeverLost() throws Exception {
        var bytes = "kept again and again";
        var going = new AtomicBoolean(true);
        var removed = new AtomicInteger();
        var collector = CompletableFuture.runAsync(() -> {
            while (going.get()) {
                unchecked(() -> {
                    garbage().collect();
                    ageMarks();
                    return removed.addAndGet(garbage().collect().gone().size());
                });
            }
        });
        var lost = new ArrayList<Integer>();
        for (int round = 0; round < 50 || (removed.get() < 5 && !collector.isDone()); round++) {
            var digest = put(bytes);
            if (!artifacts().contains(digest)) {
                lost.add(round);
            }
            age(path(digest));
        }
        going.set(false);
        collector.join();

        assertThat(lost).isEmpty();
    }

    @Test
    void nothingGoesWhenAHolderCannotAnswer() throws Exception {
        var orphan = put("asked for in vain");
        var holders = new DefaultListableBeanFactory();
        holders.registerSingleton("fleet", (ArtifactHolder) among -> {
            throw new IllegalStateException("the fleet cannot be asked");
        });
        var collection = new GarbageCollection(
                rooms.get(StoredFiles.class),
                rooms.get(UnneededMarks.class),
                holders.getBeanProvider(ArtifactHolder.class),
                rooms.get(TransactionTemplate.class),
                rooms.audit(),
                InstantSource.offset(InstantSource.system(), Duration.ofDays(30)),
                rooms.get(ModelferryConfiguration.class));

        assertThatThrownBy(collection::collect).hasMessage("the fleet cannot be asked");
        assertThat(artifacts().contains(orphan)).isTrue();
    }

    private static ArtifactDigest put(String text) throws IOException {
        return artifacts()
                .put(new ByteArrayInputStream(text.getBytes(UTF_8)), 100)
                .digest();
    }

    /** Published, and its variants have ended. */
    private static ArtifactDigest settled(String version) throws IOException {
        var file = demo("meter-reader-" + (version.equals("pinned") ? "2" : version) + ".onnx");
        var published = rooms.publish(version, file, null).version();
        postgres.client()
                .sql("update optimisation_run set state = 'DONE' where version = ?")
                .param(version)
                .update();
        return published.digest();
    }

    private static SignedModel entry(String version, ArtifactDigest digest) {
        return new SignedModel(METER_READER, new VersionName(version), "fp32", digest, 1, 1, 0, 17, null);
    }

    private static ArtifactDigest delta(ArtifactDigest base, ArtifactDigest target) throws IOException {
        var delta = put("a delta");
        postgres.client().sql("""
                        insert into delta_pair (base, target, status, reason, delta, length_bytes, target_bytes,
                            generate_millis, apply_millis, created_at, revision)
                        values (?, ?, 'READY', '', ?, 7, 7, 1, 1, now(), 0)""").params(base.hex(), target.hex(), delta.hex()).update();
        return delta;
    }

    private static Tombstones.Tombstone delete(String version, String reason) {
        return rooms.get(Deletion.class).delete(METER_READER, new VersionName(version), reason, "ada");
    }

    private static GarbageCollection garbage() {
        return rooms.get(GarbageCollection.class);
    }

    /** As if the grace had passed since the last look. */
    private static Collected everythingOldIsCollected() throws IOException {
        garbage().collect();
        ageFiles();
        ageMarks();
        return garbage().collect();
    }

    private static void ageFiles() throws IOException {
        for (var file : rooms.get(StoredFiles.class).all()) {
            age(path(file.digest()));
        }
    }

    private static void ageMarks() throws IOException {
        for (var digest : rooms.get(UnneededMarks.class).all().keySet()) {
            age(data.resolve("unneeded").resolve(digest.hex()));
        }
    }

    private static void age(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, LONG_AGO);
        } catch (NoSuchFileException e) {
            // collected meanwhile
        }
    }

    private static Path path(ArtifactDigest digest) {
        return data.resolve("artifacts").resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }

    private static List<Path> parts() throws IOException {
        try (var files = Files.list(data.resolve("artifacts").resolve("incoming"))) {
            return files.toList();
        }
    }

    private static boolean somebodyWaitsForALock() {
        return postgres.client()
                        .sql("select count(*) from pg_locks where not granted")
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static Artifacts artifacts() {
        return rooms.get(Artifacts.class);
    }

    private static void inTransaction(Runnable work) {
        new TransactionTemplate(rooms.get(PlatformTransactionManager.class)).executeWithoutResult(status -> work.run());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
