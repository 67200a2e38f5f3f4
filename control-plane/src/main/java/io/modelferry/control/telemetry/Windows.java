package io.modelferry.control.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.modelferry.control.delivery.BatchedChannel;
import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.fleet.Sightings;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.telemetry.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Takes metric windows in, each once. What cannot be believed is refused; what is too much is dropped and counted. */
@Component
class Windows implements BatchedChannel<Told> {

    private final WindowWriter writer;
    private final Days days;
    private final Places places;
    private final Sightings sightings;
    private final Quotas quotas;
    private final Duration retention;
    private final Counter stored;
    private final Counter dropped;
    private final Counter refused;

    @Autowired
    Windows(
            WindowWriter writer,
            Days days,
            Places places,
            Sightings sightings,
            ModelferryConfiguration configuration,
            MeterRegistry meters) {
        this(
                writer,
                days,
                places,
                sightings,
                configuration.telemetry().retention(),
                new Quotas(configuration.telemetry().maxWindowsPerMinute()),
                meters);
    }

    Windows(
            WindowWriter writer,
            Days days,
            Places places,
            Sightings sightings,
            Duration retention,
            Quotas quotas,
            MeterRegistry meters) {
        this.writer = writer;
        this.days = days;
        this.places = places;
        this.sightings = sightings;
        this.retention = retention;
        this.quotas = quotas;
        this.stored = meters.counter("modelferry.telemetry.windows", "outcome", "stored");
        this.dropped = meters.counter("modelferry.telemetry.windows", "outcome", "dropped");
        this.refused = meters.counter("modelferry.telemetry.windows", "outcome", "refused");
    }

    @Override
    public Channel channel() {
        return Channel.TELEMETRY;
    }

    @Override
    public boolean hears(DeviceId device, Instant at) {
        var within = quotas.take(device, at);
        if (!within) {
            dropped.increment();
        }
        return within;
    }

    @Override
    public Told read(UplinkReceived uplink) {
        var window = credible(uplink);
        return new Told(uplink.device(), places.of(uplink.device()), window, uplink.at());
    }

    private Window credible(UplinkReceived uplink) {
        try {
            var window = ProtocolJson.read(uplink.payload(), Window.class);
            Credible.check(window, uplink.at(), retention);
            return window;
        } catch (MalformedMessage unbelievable) {
            refused.increment();
            throw unbelievable;
        }
    }

    @Override
    public void store(List<Told> windows) {
        windows.stream().map(told -> Days.of(told.window().from())).distinct().forEach(days::require);
        stored.increment(writer.write(windows));
        sightings.heardOf(
                windows.stream().map(Told::device).collect(Collectors.toSet()),
                windows.getLast().at());
    }
}
