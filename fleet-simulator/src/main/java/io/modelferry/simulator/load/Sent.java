package io.modelferry.simulator.load;

import java.util.List;

/**
 * What became of a load.
 *
 * @param acknowledged with success
 * @param refused by the broker, or lost with the line
 * @param beganAtMicros since 1970, just before the first publish
 * @param seconds from the first publish to the last answer
 * @param sendingSeconds from the first publish to the last publish
 * @param processorSeconds that this process used of the processor, from the first publish to the last answer
 * @param timedAtMicros since 1970, when each timed window was handed to its line
 */
record Sent(
        long windows,
        long acknowledged,
        long refused,
        long beganAtMicros,
        double seconds,
        double sendingSeconds,
        double processorSeconds,
        int payloadBytes,
        List<Long> timedAtMicros) {

    Sent {
        timedAtMicros = List.copyOf(timedAtMicros);
    }
}
