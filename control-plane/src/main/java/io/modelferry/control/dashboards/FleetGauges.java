package io.modelferry.control.dashboards;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.modelferry.control.fleet.FleetCensus;
import io.modelferry.control.fleet.FleetCensus.Presence;
import io.modelferry.control.fleet.FleetCensus.Running;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Devices by where they stand and by what they run. */
@Component
class FleetGauges implements Counted {

    static final int SITES = 50;
    static final int CLASSES = 20;
    static final int VERSIONS = 100;

    private final FleetCensus fleet;
    private final FileNames files;
    private final MultiGauge devices;
    private final MultiGauge running;

    FleetGauges(FleetCensus fleet, FileNames files, MeterRegistry meters) {
        this.fleet = fleet;
        this.files = files;
        this.devices = MultiGauge.builder("modelferry.devices")
                .description("enrolled devices")
                .register(meters);
        this.running = MultiGauge.builder("modelferry.devices.running")
                .description("devices by the version that they attest")
                .register(meters);
    }

    @Override
    public void count() {
        devices.register(presence(fleet.presence()), true);
        running.register(running(fleet.running()), true);
    }

    private static List<Row<?>> presence(List<Presence> groups) {
        var site = Folded.by(groups, Presence::site, Presence::devices, SITES);
        var kind = Folded.by(groups, Presence::deviceClass, Presence::devices, CLASSES);
        return rows(Folded.summed(
                groups,
                group -> Tags.of(
                        "site",
                        site.apply(group),
                        "class",
                        kind.apply(group),
                        "presence",
                        group.online() ? "online" : "offline"),
                Presence::devices));
    }

    private List<Row<?>> running(List<Running> groups) {
        var named = groups.stream()
                .map(group -> new Version(group.model().value(), files.version(group.digest()), group.devices()))
                .toList();
        var version = Folded.by(named, Version::key, Version::devices, VERSIONS);
        return rows(Folded.summed(
                named,
                one -> version.apply(one).equals(Folded.OTHER)
                        ? Tags.of("model", Folded.OTHER, "version", Folded.OTHER)
                        : Tags.of("model", one.model(), "version", one.version()),
                Version::devices));
    }

    private record Version(String model, String version, long devices) {

        String key() {
            return model + "/" + version;
        }
    }

    private static List<Row<?>> rows(Map<Tags, Long> sums) {
        return sums.entrySet().stream()
                .<Row<?>>map(sum -> Row.of(sum.getKey(), sum.getValue()))
                .toList();
    }
}
