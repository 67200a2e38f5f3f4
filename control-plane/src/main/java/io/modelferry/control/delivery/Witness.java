package io.modelferry.control.delivery;

import io.modelferry.control.delivery.Line.Outgoing;
import io.modelferry.protocol.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a broker that was away still has what it had taken over: a retained message of our own, written anew behind every bag of
 * goals. A broker that comes back with its last snapshot comes back with an older one, a broker without persistence with none. Each
 * process has a topic of its own, so that replicas do not lay theirs over each other's.
 */
final class Witness {

    private static final Duration FORGOTTEN =
            Duration.ofDays(1); // after its process ended; if too early, goals go out once more

    private final Line line;
    private final String topic = Topics.WITNESSES + UUID.randomUUID();
    private byte @Nullable [] newest;
    private int connection;

    Witness(Line line) {
        this.line = line;
    }

    /** What was acknowledged until now lies before this in the broker. Nobody waits for it: without it goals go out once more. */
    void renew() {
        var text = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        newest = text;
        line.publish(new Outgoing(topic, text, true, FORGOTTEN, new byte[0]));
    }

    /** Whether a broker came back with less than it had. */
    enum Testimony {
        NOTHING_LOST,
        SOMETHING_LOST,
        /** The line went down again while it was asked. */
        UNKNOWN
    }

    /** Asks once for each connection, until there is an answer. */
    Testimony ask() {
        var current = line.connections();
        if (current == connection) {
            return Testimony.NOTHING_LOST;
        }
        var lost = newest != null
                && line.retained(topic)
                        .filter(found -> Arrays.equals(found, newest))
                        .isEmpty();
        if (!line.connected() || line.connections() != current) {
            return Testimony.UNKNOWN;
        }
        connection = current;
        return lost ? Testimony.SOMETHING_LOST : Testimony.NOTHING_LOST;
    }
}
