package io.modelferry.agent.update;

import io.modelferry.protocol.Topics.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The device's line to the server: its own channels, at least once each way. REPORTED and PRESENCE are retained by the broker;
 * the offline {@code Presence} is left as the last will.
 */
public interface Link extends AutoCloseable {

    /**
     * @param correlation ties an answer to its question (blocks); empty array without one
     */
    record Message(Channel channel, byte[] payload, byte[] correlation) {

        public static final byte[] NO_CORRELATION = new byte[0];
    }

    boolean connected();

    /**
     * Never blocks and never queues beyond the messages in flight.
     *
     * @return done once the broker has taken responsibility; failed at once while the line is down
     */
    CompletableFuture<Void> publish(Message message);

    default CompletableFuture<Void> publish(Channel channel, byte[] payload) {
        return publish(new Message(channel, payload, Message.NO_CORRELATION));
    }

    /** Every message of a downlink channel, on a thread of the link: listeners hand work on and return. */
    void listen(Channel channel, Consumer<Message> listener);

    /** After every (re)connection, once subscriptions stand. */
    void onConnected(Runnable listener);

    /** Ends the line in order: offline presence first. */
    @Override
    void close();
}
