package io.modelferry.control.delivery;

import io.modelferry.control.delivery.Batches.Waiting;
import io.modelferry.control.delivery.Line.Incoming;
import io.modelferry.control.delivery.Patience.Closed;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Address;
import io.modelferry.protocol.Topics.Channel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes messages from devices to whoever listens, each in one transaction or, on a {@link BatchedChannel}, many in one, and
 * tells the broker only after the commit. Messages of one
 * device keep their order; devices do not wait for each other beyond their lane.
 * <p>While the database is away nothing is acknowledged: the broker keeps what it has and, at its receive maximum, waits.
 */
@Component
public class Uplinks implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Uplinks.class);
    private static final int LANES = 8;
    private static final int TRIES = 3;

    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final DeadLetters deadLetters;
    private final Blocks blocks;
    private final InstantSource clock;
    private final List<ExecutorService> lanes = new ArrayList<>();
    private final Map<Channel, Batches<?>> batched = new EnumMap<>(Channel.class);
    private volatile boolean closing;

    Uplinks(
            TransactionTemplate transaction,
            ApplicationEventPublisher events,
            DeadLetters deadLetters,
            Blocks blocks,
            List<BatchedChannel<?>> batchedChannels,
            InstantSource clock) {
        this.transaction = transaction;
        this.events = events;
        this.deadLetters = deadLetters;
        this.blocks = blocks;
        this.clock = clock;
        for (var lane = 0; lane < LANES; lane++) {
            lanes.add(Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("uplink-" + lane).factory()));
        }
        for (var channel : batchedChannels) {
            batched.put(channel.channel(), new Batches<>(channel, transaction, deadLetters));
        }
    }

    /** @param acknowledge tells the broker that the message need not come again; called at most once, on another thread */
    public void accept(Incoming message, Runnable acknowledge) {
        var address = Topics.parse(message.topic());
        if (address.isEmpty() || !address.get().channel().uplink()) {
            lane(message.topic()).execute(() -> refuse(message, "not an uplink topic", acknowledge));
            return;
        }
        if (address.get().channel() == Channel.BLOCKS_GET) {
            acknowledge.run(); // a lost question is asked again by the device
            blocks.answer(address.get().device(), message);
            return;
        }
        var batches = batched.get(address.get().channel());
        if (batches != null) {
            accept(batches, received(address.get(), message), message, acknowledge);
            return;
        }
        lane(address.get().device()).execute(() -> settle(address.get(), message, acknowledge));
    }

    /** What is not wanted is settled here, on the line's thread: it must cost the others' windows no place and no time. */
    private static void accept(Batches<?> batches, UplinkReceived uplink, Incoming message, Runnable acknowledge) {
        var cleared = message.payload().length == 0; // a retained message was taken back
        if (cleared || !batches.hears(uplink)) {
            acknowledge.run();
            return;
        }
        batches.add(new Waiting(message, uplink, acknowledge));
    }

    private ExecutorService lane(Object sender) {
        return lanes.get(Math.floorMod(sender.hashCode(), LANES));
    }

    private void settle(Address from, Incoming message, Runnable acknowledge) {
        try {
            var patience = new Patience("an uplink", () -> closing);
            for (var attempt = 1; ; attempt++) {
                try {
                    patience.untilDone(() -> deliver(from, message));
                    acknowledge.run();
                    return;
                } catch (MalformedMessage malformed) {
                    refuse(message, String.valueOf(malformed.getMessage()), acknowledge);
                    return;
                } catch (RuntimeException bug) {
                    if (attempt >= TRIES) {
                        log.error("an uplink could not be processed topic={}", message.topic(), bug);
                        refuse(message, bug.toString(), acknowledge);
                        return;
                    }
                }
            }
        } catch (Closed closed) {
            log.debug("an uplink comes again after the restart topic={}", message.topic());
        }
    }

    /** Acknowledged only when it is kept: while the database is away the letter waits as a good message would. */
    private void refuse(Incoming message, String reason, Runnable acknowledge) {
        try {
            new Patience("a dead letter", () -> closing).untilDone(() -> deadLetters.keep(message, reason));
            acknowledge.run();
        } catch (Closed closed) {
            log.debug("a refused uplink comes again after the restart topic={}", message.topic());
        }
    }

    private void deliver(Address from, Incoming message) {
        if (message.payload().length == 0) {
            return; // a retained message was cleared
        }
        var received = received(from, message);
        transaction.executeWithoutResult(status -> events.publishEvent(received));
    }

    private UplinkReceived received(Address from, Incoming message) {
        return new UplinkReceived(from.device(), from.channel(), message.payload(), clock.instant());
    }

    @Override
    public void close() {
        closing = true;
        batched.values().forEach(Batches::close);
        lanes.forEach(ExecutorService::shutdown);
        for (var lane : lanes) {
            try {
                if (!lane.awaitTermination(5, TimeUnit.SECONDS)) {
                    lane.shutdownNow(); // unacknowledged messages come again after the restart
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                lane.shutdownNow();
            }
        }
    }
}
