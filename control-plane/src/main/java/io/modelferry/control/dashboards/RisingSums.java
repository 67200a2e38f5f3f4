package io.modelferry.control.dashboards;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counters whose sums the database keeps. A sum that falls, because an update began again, waits until it has passed where it was:
 * Prometheus would take a falling counter for a restart and count everything once more.
 */
final class RisingSums {

    private final MeterRegistry meters;
    private final Map<Key, AtomicLong> sums = new ConcurrentHashMap<>();

    private record Key(String name, Tags labels) {}

    RisingSums(MeterRegistry meters) {
        this.meters = meters;
    }

    void set(String name, Tags labels, long sum) {
        sums.computeIfAbsent(new Key(name, labels), this::register).accumulateAndGet(sum, Math::max);
    }

    private AtomicLong register(Key key) {
        var sum = new AtomicLong();
        FunctionCounter.builder(key.name(), sum, AtomicLong::doubleValue)
                .tags(key.labels())
                .register(meters);
        return sum;
    }
}
