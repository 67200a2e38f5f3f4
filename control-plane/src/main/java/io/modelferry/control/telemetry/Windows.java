package io.modelferry.control.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.telemetry.Window;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Takes metric windows in, each once. What cannot be believed is refused; what is too much is dropped and counted. */
@Component
class Windows {

    /** How far a device's clock may run ahead. */
    static final Duration SKEW = Duration.ofMinutes(5);

    private final JdbcTemplate sql;
    private final Days days;
    private final Quotas quotas;
    private final Duration retention;
    private final Counter stored;
    private final Counter dropped;
    private final Counter refused;

    @Autowired
    Windows(JdbcTemplate sql, Days days, ModelferryConfiguration configuration, MeterRegistry meters) {
        this(
                sql,
                days,
                configuration.telemetry().retention(),
                new Quotas(configuration.telemetry().maxWindowsPerMinute()),
                meters);
    }

    Windows(JdbcTemplate sql, Days days, Duration retention, Quotas quotas, MeterRegistry meters) {
        this.sql = sql;
        this.days = days;
        this.retention = retention;
        this.quotas = quotas;
        this.stored = meters.counter("modelferry.telemetry.windows", "outcome", "stored");
        this.dropped = meters.counter("modelferry.telemetry.windows", "outcome", "dropped");
        this.refused = meters.counter("modelferry.telemetry.windows", "outcome", "refused");
    }

    /** In the transaction of the uplink. */
    @EventListener
    void on(UplinkReceived uplink) {
        if (uplink.channel() != Channel.TELEMETRY) {
            return;
        }
        if (!quotas.take(uplink.device(), uplink.at())) {
            dropped.increment();
            return;
        }
        store(uplink.device(), read(uplink), uplink.at());
    }

    private Window read(UplinkReceived uplink) {
        try {
            var window = ProtocolJson.read(uplink.payload(), Window.class);
            check(window, uplink.at());
            return window;
        } catch (MalformedMessage unbelievable) {
            refused.increment();
            throw unbelievable;
        }
    }

    private void check(Window window, Instant now) {
        if (window.to().isAfter(now.plus(SKEW))) {
            throw new MalformedMessage("a window from the future: it ends at " + window.to());
        }
        if (window.from().isBefore(now.minus(retention))) {
            throw new MalformedMessage("a window older than is kept: it starts at " + window.from());
        }
        if (Duration.between(window.from(), window.to()).compareTo(Duration.ofDays(1)) > 0) {
            throw new MalformedMessage("a window longer than a day");
        }
        Latency.check(window.latency());
    }

    private void store(DeviceId device, Window window, Instant now) {
        days.require(Days.of(window.from()));
        var added = sql.update(
                """
                insert into telemetry_window (device_id, boot, seq, model, digest, from_at, to_at, received_at, inferences, errors,
                    rejected, failed_in_swap, labelled, correct, latency, class_counts, confidence)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""",
                device.value(),
                window.boot(),
                window.seq(),
                window.model().value(),
                window.digest().hex(),
                Timestamp.from(window.from()),
                Timestamp.from(window.to()),
                Timestamp.from(now),
                window.inferences(),
                window.errors(),
                window.rejected(),
                window.failedInSwap(),
                window.labelled(),
                window.correct(),
                window.latency(),
                longs(window.classCounts()),
                longs(window.confidence()));
        stored.increment(added);
    }

    private static Long[] longs(List<Long> counts) {
        return counts.toArray(Long[]::new);
    }
}
