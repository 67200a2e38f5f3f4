package io.modelferry.control.registry.removal;

import static io.modelferry.control.testing.RunningHouse.code;
import static io.modelferry.control.testing.RunningHouse.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.tombstone.VersionPins;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.VersionName;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Somebody begins to need a version at the moment when it is deleted. */
final class DeletionRacesTest {

    private static final RunningHouse HOUSE = RunningHouse.shared();
    private static final JdbcClient SQL = HOUSE.bean(JdbcClient.class);
    private static final Executor THREAD_EACH = Thread.ofPlatform()::start;

    private final UsedModel used = new UsedModel();

    @Test
    void aPinnedVersionIsDeletedOnlyAfterWhoeverPinnedItHasWritten() throws Exception {
        used.published("1");
        var pinned = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var rollout = CompletableFuture.runAsync(
                () -> inTransaction(() -> {
                    pin();
                    pinned.countDown();
                    await(goOn);
                }),
                THREAD_EACH);
        pinned.await();

        var deletion = CompletableFuture.supplyAsync(() -> used.delete("1"), THREAD_EACH);
        CatalogRooms.await().until(DeletionRacesTest::somebodyWaitsForALock);
        assertThat(deletion).isNotDone();
        goOn.countDown();
        rollout.join();

        assertThat(code(deletion.join())).isEqualTo("200 ");
        assertThatThrownBy(() -> inTransaction(this::pin))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("version-deleted"));
    }

    @Test
    void aRolloutAndADeletionNeverBothSucceed() throws Exception {
        used.aDeviceThatHasReported();
        for (var round = 0; round < 20; round++) {
            var version = "v" + round;
            used.published(version);

            var rollout = meetsDeletion(version, () -> used.post("/rollouts", used.rolloutOf(version)));

            var there = SQL.sql("select count(*) from rollout where model = ? and version = ?")
                    .params(used.model.value(), version)
                    .query(Long.class)
                    .single();
            assertThat(there).isEqualTo(rollout.statusCode() == 201 ? 1 : 0);
            if (there > 0) {
                used.stop(json(rollout).path("id").asString());
            }
        }
    }

    @Test
    void anAliasAndADeletionNeverBothSucceed() throws Exception {
        for (var round = 0; round < 10; round++) {
            var version = "v" + round;
            used.published(version);

            meetsDeletion(version, () -> used.alias("production", version));
        }
    }

    /** Whoever wins, the other is refused in words. @return what the other than the deletion was answered */
    private HttpResponse<String> meetsDeletion(String version, Supplier<HttpResponse<String>> use) {
        var start = new CyclicBarrier(2);
        var user = together(start, use);
        var deleted = together(start, () -> used.delete(version)).join();
        var answer = user.join();
        if (deleted.statusCode() == 200) {
            assertThat(code(answer)).isIn("409 version-deleted", "410 version-deleted");
        } else {
            assertThat(code(deleted)).isEqualTo("409 version-in-use");
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        }
        return answer;
    }

    private static CompletableFuture<HttpResponse<String>> together(
            CyclicBarrier start, Supplier<HttpResponse<String>> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        start.await();
                        return work.get();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                THREAD_EACH);
    }

    private void pin() {
        HOUSE.bean(VersionPins.class).pin(used.model, new VersionName("1"));
    }

    private static void inTransaction(Runnable work) {
        HOUSE.bean(TransactionTemplate.class).executeWithoutResult(status -> work.run());
    }

    private static boolean somebodyWaitsForALock() {
        return SQL.sql("select count(*) from pg_locks where not granted")
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
