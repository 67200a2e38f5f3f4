package io.modelferry.control.registry.removal;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.demo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.optimisation.VariantReady;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A version becomes ready, and deltas to it are planned, at the moment when the version before it is deleted. */
final class DeltasAtDeletionTest {

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
    void aVersionThatIsBeingDeletedIsInNoPairAndItsBytesGo() throws Exception {
        var first = rooms.offered("1", demo("meter-reader-1.onnx"));
        var second = rooms.offered("2", demo("meter-reader-2.onnx"));
        var deleted = new CountDownLatch(1);
        var planned = new CountDownLatch(1);
        var deletion = inTransaction(() -> {
            rooms.delete("1", "superseded");
            deleted.countDown();
            await(planned);
        });
        deleted.await();
        rooms.inTransaction(() -> rooms.tell(ready("2", second)));
        planned.countDown();
        deletion.join();

        assertThat(pairsFrom(first)).isZero();
        assertThat(rooms.everythingOldIsCollected().gone())
                .extracting(Collected.Line::digest)
                .contains(first);
    }

    @Test
    void aVersionWhoseDeltaIsBeingPlannedIsNotDeleted() throws Exception {
        var third = rooms.offered("3", demo("meter-reader-3.onnx"));
        var fourth = rooms.offered("4", demo("meter-reader-2.onnx"));
        var planned = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var planning = inTransaction(() -> {
            rooms.tell(ready("4", fourth));
            planned.countDown();
            await(goOn);
        });
        planned.await();
        var deletion = CompletableFuture.runAsync(() -> rooms.delete("3", "superseded"), THREAD_EACH);
        CatalogRooms.await().until(DeltasAtDeletionTest::somebodyWaitsForALock);
        goOn.countDown();
        planning.join();

        assertThatThrownBy(deletion::join)
                .hasCauseInstanceOf(Refusal.class)
                .hasMessageContaining("deltas from or to it are still being computed: 1");
        assertThat(pairsFrom(third)).isOne();
    }

    private static CompletableFuture<Void> inTransaction(Runnable work) {
        return CompletableFuture.runAsync(() -> rooms.inTransaction(work), THREAD_EACH);
    }

    private static VariantReady ready(String version, ArtifactDigest file) {
        return new VariantReady(METER_READER, new VersionName(version), "fp32", file, 1);
    }

    private static long pairsFrom(ArtifactDigest base) {
        return rooms.get(JdbcClient.class)
                .sql("select count(*) from delta_pair where base = ?")
                .param(base.hex())
                .query(Long.class)
                .single();
    }

    private static boolean somebodyWaitsForALock() {
        return rooms.get(JdbcClient.class)
                        .sql("select count(*) from pg_locks where not granted")
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
