package io.modelferry.agent.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The engine outlives its threads. */
class MailboxTest {

    private static final class ThreadEnds extends Error {}

    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean noThreads;

    private final Mailbox mailbox = new Mailbox(step -> {
        if (noThreads) {
            throw new RejectedExecutionException("no thread");
        }
        threads.add(step);
    });

    @BeforeEach
    void openIt() {
        mailbox.open();
    }

    @Test
    void keepsWhatComesBeforeItIsOpened() {
        var unopened = new Mailbox(threads::add);
        unopened.post(() -> done.add("early"));
        assertThat(threads).isEmpty();

        unopened.open();
        unopened.post(() -> done.add("late"));
        threads.remove().run();

        assertThat(done).containsExactly("early", "late");
        assertThat(threads).isEmpty();
    }

    @Test
    void goesOnAfterABug() {
        mailbox.post(() -> {
            throw new IllegalStateException("a bug");
        });
        mailbox.post(() -> done.add("next"));

        threads.remove().run();

        assertThat(done).containsExactly("next");
    }

    @Test
    void goesOnAfterTheMachineRanOutOfSomething() {
        mailbox.post(() -> {
            throw new OutOfMemoryError("too large a thing");
        });
        mailbox.post(() -> {
            throw new NoClassDefFoundError("half a jar");
        });
        mailbox.post(() -> done.add("next"));

        threads.remove().run();

        assertThat(done).containsExactly("next");
    }

    @Test
    void hasAnotherThreadTakeOverWhenOneDies() {
        mailbox.post(() -> {
            throw new ThreadEnds();
        });
        mailbox.post(() -> done.add("next"));

        assertThatThrownBy(threads.remove()::run).isInstanceOf(ThreadEnds.class);
        threads.remove().run();

        assertThat(done).containsExactly("next");
    }

    @Test
    void takesStepsAgainAfterAThreadCouldNotBeHad() {
        noThreads = true;
        assertThatThrownBy(() -> mailbox.post(() -> done.add("first"))).isInstanceOf(RejectedExecutionException.class);
        noThreads = false;

        mailbox.post(() -> done.add("second"));
        threads.remove().run();

        assertThat(done).containsExactly("first", "second");
    }
}
