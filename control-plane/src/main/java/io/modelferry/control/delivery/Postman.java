package io.modelferry.control.delivery;

import io.modelferry.control.delivery.Line.Outgoing;
import io.modelferry.control.delivery.Mailboxes.Due;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries due goals from the mailboxes to the broker, retained, at least once. Woken by a commit; looks by itself once a second,
 * so that a lost wake-up or another replica's post costs no more than that.
 */
@Component
class Postman implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Postman.class);
    private static final int BAG = 200;
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Mailboxes mailboxes;
    private final Line line;
    private final TransactionTemplate transaction;
    private final Semaphore bell = new Semaphore(0);
    private final Set<DeviceId> doubtful = new HashSet<>();
    private final Witness witness;
    private final RightOfWay rightOfWay;
    private @Nullable Thread thread;
    private volatile boolean running;

    Postman(Mailboxes mailboxes, Line line, RightOfWay rightOfWay, TransactionTemplate transaction) {
        this.mailboxes = mailboxes;
        this.line = line;
        this.rightOfWay = rightOfWay;
        this.transaction = transaction;
        this.witness = new Witness(line);
    }

    void wake() {
        bell.release();
    }

    @Override
    public void start() {
        running = true;
        transaction.executeWithoutResult(status -> mailboxes.markAllDue());
        thread = Thread.ofPlatform().daemon().name("postman").start(this::rounds);
    }

    private void rounds() {
        while (running) {
            try {
                var rung = bell.tryAcquire(ROUND.toMillis(), TimeUnit.MILLISECONDS);
                if (rung) {
                    bell.drainPermits();
                }
                var posted = rightOfWay.posted();
                while (running && line.connected() && round() == BAG) {
                    // a full bag: there is more
                }
                posted.ifPresent(rightOfWay::end);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.warn("goals wait for the next round reason={}", e.toString());
            }
        }
    }

    /** @return how many goals of the bag arrived */
    private int round() {
        settleDoubts();
        if (!brokerHasWhatItTook()) {
            return 0;
        }
        var bag = new ArrayList<Due>();
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                bag.addAll(mailboxes.due(BAG));
                var sent = carry(bag);
                if (!sent.isEmpty()) {
                    witness.renew();
                }
                mailboxes.markSent(sent);
                return sent.size();
            }));
        } catch (RuntimeException notCommitted) {
            bag.forEach(due -> doubtful.add(due.device()));
            throw notCommitted;
        }
    }

    /** A goal without an answer may still reach the broker, after whoever carries a newer one. */
    private List<Due> carry(List<Due> bag) {
        var underway = new LinkedHashMap<Due, CompletableFuture<Void>>();
        for (var due : bag) {
            var topic = Topics.of(due.device(), Channel.DESIRED);
            underway.put(due, line.publish(Outgoing.retained(topic, due.envelope())));
        }
        var sent = new ArrayList<Due>();
        underway.forEach((due, published) -> {
            if (arrived(published)) {
                sent.add(due);
            } else {
                doubtful.add(due.device());
            }
        });
        return sent;
    }

    /**
     * A process that was stopped in the middle of a bag holds the rows no longer when it wakes up: what it then sends may lie over a newer
     * goal that another sent meanwhile. So the newest goes out once more.
     */
    private void settleDoubts() {
        if (!doubtful.isEmpty()) {
            transaction.executeWithoutResult(status -> mailboxes.markDue(doubtful));
            log.info("goals go out again, nobody knows whether the newest came last devices={}", doubtful.size());
            doubtful.clear();
        }
    }

    /** @return false if nobody knows; what it lost goes out again */
    private boolean brokerHasWhatItTook() {
        return switch (witness.ask()) {
            case NOTHING_LOST -> true;
            case SOMETHING_LOST -> {
                transaction.executeWithoutResult(status -> mailboxes.markAllDue());
                log.info("every goal goes out again, the broker came back without the last ones");
                yield true;
            }
            case UNKNOWN -> false;
        };
    }

    private static boolean arrived(CompletableFuture<Void> published) {
        try {
            published.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
            return true;
        } catch (CompletionException notThisTime) {
            return false;
        }
    }

    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
