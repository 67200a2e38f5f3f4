package io.modelferry.simulator.load;

import java.util.List;

/**
 * What became of machines that joined.
 *
 * @param seconds from the first request to the last answer
 * @param micros that each one took, its key and its files included, shortest first
 */
record Joined(int joined, int refused, double seconds, List<Long> micros) {

    Joined {
        micros = List.copyOf(micros);
    }
}
