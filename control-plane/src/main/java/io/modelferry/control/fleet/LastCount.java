package io.modelferry.control.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What was counted last. Of a large fleet, of which it takes long, it is the answer for a few seconds; a small one is counted each time it
 * is asked for. One counts at a time: who asks meanwhile gets what comes of it.
 */
final class LastCount<T> {

    static final int LARGE = 10_000;
    static final Duration GOOD_FOR = Duration.ofSeconds(5);

    private final Supplier<List<T>> count;
    private final ToLongFunction<T> devices;
    private final InstantSource clock;
    private List<T> groups = List.of();
    private Instant until = Instant.MIN;

    LastCount(Supplier<List<T>> count, ToLongFunction<T> devices, InstantSource clock) {
        this.count = count;
        this.devices = devices;
        this.clock = clock;
    }

    synchronized List<T> groups() {
        if (!clock.instant().isBefore(until)) {
            groups = List.copyOf(count.get());
            var large = groups.stream().mapToLong(devices).sum() >= LARGE;
            until = large ? clock.instant().plus(GOOD_FOR) : Instant.MIN;
        }
        return groups;
    }
}
