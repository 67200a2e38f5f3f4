package io.modelferry.control.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The control plane's own connection to the broker, as the post office sees it. */
public interface Line {

    boolean connected();

    /** How many connections were made so far. Another number than before: there was a gap between. */
    int connections();

    /**
     * At least once. What is retained keeps its order, and so does what is not; retained messages may overtake others. Never waits, so
     * that a listener may answer.
     *
     * @return done when the broker has taken responsibility; failed while the line is down, or when too much waits to go out
     */
    CompletableFuture<Void> publish(Outgoing message);

    /** Asks the broker what it retains under a topic of our own. @return empty if nothing, or if it did not answer in time */
    Optional<byte[]> retained(String topic);

    /**
     * @param expiry after which the broker forgets an undelivered message; null for never
     * @param correlation repeated from a question; empty without one
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Outgoing(
            String topic,
            byte[] payload,
            boolean retained,
            @Nullable Duration expiry,
            byte[] correlation) {

        public static Outgoing retained(String topic, byte[] payload) {
            return new Outgoing(topic, payload, true, null, new byte[0]);
        }

        public static Outgoing expiring(String topic, byte[] payload, Duration expiry, byte[] correlation) {
            return new Outgoing(topic, payload, false, expiry, correlation);
        }
    }

    /** A message from a device, as it came. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Incoming(String topic, byte[] payload, byte[] correlation) {}
}
