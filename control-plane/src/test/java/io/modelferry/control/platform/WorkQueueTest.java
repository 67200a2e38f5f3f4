package io.modelferry.control.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

final class WorkQueueTest {

    private static TestPostgres postgres;

    private final Recorder recorder = new Recorder();

    @BeforeAll
    static void database() {
        postgres = TestPostgres.empty();
        postgres.client()
                .sql("create table chores (id bigint primary key, attempts integer not null default 0,"
                        + " not_before timestamptz not null default now())")
                .update();
    }

    @BeforeEach
    void empty() {
        postgres.client().sql("delete from chores").update();
    }

    @Test
    void doesTheOldestFirstAndForgetsWhatIsDone() {
        put(2, 1);
        var queue = queue(recorder);

        while (queue.doNext()) {}

        assertThat(recorder.done).containsExactly(1L, 2L);
        assertThat(left()).isZero();
    }

    @Test
    void aFailedAttemptComesAgainLater() {
        put(1);
        recorder.failures = 1;
        var queue = queue(recorder);

        queue.doNext();
        assertThat(queue.doNext()).as("not at once").isFalse();
        due();
        queue.doNext();

        assertThat(recorder.done).containsExactly(1L);
        assertThat(left()).isZero();
    }

    @Test
    void workThatNeverSucceedsIsGivenUpWithTheReason() {
        put(1);
        recorder.failures = 99;
        var queue = queue(recorder);

        for (int i = 0; i < WorkQueue.MAX_ATTEMPTS; i++) {
            due();
            queue.doNext();
        }

        assertThat(recorder.givenUp).containsExactly("1: IllegalStateException: broken");
        assertThat(left()).isZero();
    }

    @Test
    void workThatEndsTheProcessEachTimeIsGivenUpToo() {
        put(1);
        postgres.client()
                .sql("update chores set attempts = ?")
                .param(WorkQueue.MAX_ATTEMPTS)
                .update();

        queue(recorder).doNext();

        assertThat(recorder.done).isEmpty();
        assertThat(recorder.givenUp).containsExactly("1: it ended the process 3 times");
    }

    @Test
    void aProcessThatDiesGivesItsWorkBackAtOnce() {
        put(1);
        var dying = queue(new WorkQueue.Doing() {
            @Override
            public void work(long id) {
                killOtherConnections(); // as if the process were gone: the transaction never commits
            }

            @Override
            public void giveUp(long id, String reason) {
                throw new AssertionError(reason);
            }
        });
        dying.doNext();
        due();

        queue(recorder).doNext();

        assertThat(recorder.done).containsExactly(1L);
    }

    @Test
    void twoProcessesNeverDoTheSameWork() throws Exception {
        put(1);
        var busy = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var first = queue(new Recorder() {
            @Override
            public void work(long id) throws InterruptedException {
                busy.countDown();
                finish.await();
                super.work(id);
            }
        });
        var working = CompletableFuture.supplyAsync(first::doNext);
        busy.await();

        assertThat(queue(recorder).doNext()).isFalse();

        finish.countDown();
        assertThat(working.join()).isTrue();
        assertThat(recorder.done).isEmpty();
        assertThat(left()).isZero();
    }

    private static WorkQueue queue(WorkQueue.Doing doing) {
        return new WorkQueue("chores", doing, postgres.client(), new JdbcTransactionManager(postgres.dataSource()));
    }

    private static void put(long... ids) {
        for (var id : ids) {
            postgres.client()
                    .sql("insert into chores (id) values (?)")
                    .param(id)
                    .update();
        }
    }

    /** Moves the pause after a failure into the past. */
    private static void due() {
        postgres.client()
                .sql("update chores set not_before = now() - interval '1 hour'")
                .update();
    }

    private static long left() {
        return postgres.client()
                .sql("select count(*) from chores")
                .query(Long.class)
                .single();
    }

    /** From a connection of its own: the others are the work's. */
    private static void killOtherConnections() {
        try (var connection = postgres.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static class Recorder implements WorkQueue.Doing {

        final List<Long> done = new ArrayList<>();
        final List<String> givenUp = new ArrayList<>();
        int failures;

        @Override
        public void work(long id) throws InterruptedException {
            if (failures-- > 0) {
                throw new IllegalStateException("broken");
            }
            done.add(id);
        }

        @Override
        public void giveUp(long id, String reason) {
            givenUp.add(id + ": " + reason);
        }
    }
}
