package io.modelferry.control.dashboards;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.modelferry.control.telemetry.FieldStats;
import io.modelferry.control.telemetry.FleetStats;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** How each version does in the field, over the last minute; the versions on most devices, if there are many. */
@Component
class FieldGauges implements Counted {

    private static final double MICROS = 1_000_000;

    private final FieldStats field;
    private final InstantSource clock;
    private final MultiGauge devices;
    private final MultiGauge inferences;
    private final MultiGauge errors;
    private final MultiGauge labelled;
    private final MultiGauge accuracy;
    private final MultiGauge latency;

    FieldGauges(FieldStats field, InstantSource clock, MeterRegistry meters) {
        this.field = field;
        this.clock = clock;
        this.devices = gauge("modelferry.field.devices", "that sent a window in the last minute", meters);
        this.inferences = gauge("modelferry.field.inferences", "answered in the last minute", meters);
        this.errors = gauge("modelferry.field.error.ratio", "errors of all that was asked, last minute", meters);
        this.labelled = gauge("modelferry.field.labelled", "labels that came back in the last minute", meters);
        this.accuracy = gauge("modelferry.field.accuracy.ratio", "correct of labelled, last minute", meters);
        this.latency = MultiGauge.builder("modelferry.field.latency")
                .description("quantiles of the session run, last minute")
                .baseUnit("seconds")
                .register(meters);
    }

    private static MultiGauge gauge(String name, String description, MeterRegistry meters) {
        return MultiGauge.builder(name).description(description).register(meters);
    }

    @Override
    public void count() {
        var now = field.at(clock.instant()).stream()
                .sorted(Comparator.comparingInt(FleetStats::devices).reversed())
                .limit(FleetGauges.VERSIONS)
                .toList();
        set(devices, now, FleetStats::devices);
        set(inferences, now, FleetStats::inferences);
        set(labelled, now, FleetStats::labelled);
        set(errors, now.stream().filter(one -> asked(one) > 0).toList(), one -> (double) one.errors() / asked(one));
        set(accuracy, now.stream().filter(one -> one.labelled() > 0).toList(), FieldGauges::share);
        latency.register(
                now.stream()
                        .filter(one -> one.inferences() > 0)
                        .flatMap(FieldGauges::quantiles)
                        .toList(),
                true);
    }

    private static void set(MultiGauge gauge, List<FleetStats> versions, Function<FleetStats, Number> value) {
        gauge.register(
                versions.stream()
                        .<Row<?>>map(one -> Row.of(labels(one), value.apply(one)))
                        .toList(),
                true);
    }

    private static Stream<Row<?>> quantiles(FleetStats one) {
        var micros = one.latencyMicros();
        return Stream.of(
                quantile(one, "0.5", micros.p50()),
                quantile(one, "0.95", micros.p95()),
                quantile(one, "0.99", micros.p99()));
    }

    private static Row<?> quantile(FleetStats one, String name, long micros) {
        return Row.of(labels(one).and("quantile", name), micros / MICROS);
    }

    private static Tags labels(FleetStats one) {
        return Tags.of("model", one.model().value(), "version", one.version().value());
    }

    private static long asked(FleetStats one) {
        return one.inferences() + one.errors();
    }

    private static double share(FleetStats one) {
        return (double) one.correct() / one.labelled();
    }
}
