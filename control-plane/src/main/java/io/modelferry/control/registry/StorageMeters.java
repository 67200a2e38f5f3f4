package io.modelferry.control.registry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.modelferry.control.registry.Storage.Usage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How full the store is, counted every minute. */
@Component
class StorageMeters implements MeterBinder {

    private final Storage storage;
    private volatile Usage last = new Usage(0, 0, List.of());
    private volatile @Nullable MultiGauge models;

    StorageMeters(Storage storage) {
        this.storage = storage;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        gauge("modelferry.registry.bytes", "stored, deltas and garbage included", meters, Usage::bytes);
        gauge("modelferry.registry.quota", "that may be stored; 0 is no limit", meters, Usage::quotaBytes);
        models = MultiGauge.builder("modelferry.registry.model.bytes")
                .description("of a model's published files and signed variants")
                .baseUnit("bytes")
                .register(meters);
    }

    private void gauge(String name, String description, MeterRegistry meters, ToLongFunction<Usage> value) {
        Gauge.builder(name, this, ours -> value.applyAsLong(ours.last))
                .description(description)
                .baseUnit("bytes")
                .register(meters);
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
    void count() {
        last = storage.usage();
        var gauges = models;
        if (gauges != null) {
            gauges.register(
                    last.models().stream()
                            .<Row<?>>map(
                                    one -> Row.of(Tags.of("model", one.model().value()), one.bytes()))
                            .toList(),
                    true);
        }
    }
}
