package io.modelferry.control.dashboards;

import io.modelferry.control.dashboards.FleetSummary.Devices;
import io.modelferry.control.dashboards.FleetSummary.Running;
import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.fleet.FleetCensus;
import io.modelferry.control.fleet.FleetCensus.Presence;
import io.modelferry.control.rollout.RolloutCensus;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Publishes the fleet as a whole, for any MQTT dashboard. */
@Component
class FleetPublisher {

    private static final Logger log = LoggerFactory.getLogger(FleetPublisher.class);

    private final FleetCensus fleet;
    private final RolloutCensus rollouts;
    private final FileNames files;
    private final PostOffice postOffice;
    private final InstantSource clock;

    FleetPublisher(
            FleetCensus fleet, RolloutCensus rollouts, FileNames files, PostOffice postOffice, InstantSource clock) {
        this.fleet = fleet;
        this.rollouts = rollouts;
        this.files = files;
        this.postOffice = postOffice;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${modelferry.telemetry.stats-every:5s}")
    void publish() {
        try {
            postOffice.publishFleetStats(ProtocolJson.write(summary()));
        } catch (DataAccessException | TransactionException away) {
            log.warn("the fleet's statistics were not published reason={}", away.toString());
        }
    }

    private FleetSummary summary() {
        return new FleetSummary(FleetSummary.SCHEMA, clock.instant(), devices(), running(), activeRollouts());
    }

    private Devices devices() {
        var groups = fleet.presence();
        return new Devices(
                groups.stream().mapToLong(Presence::devices).sum(),
                groups.stream()
                        .filter(Presence::online)
                        .mapToLong(Presence::devices)
                        .sum());
    }

    private record Version(ModelName model, String name) {}

    /** Several files, one for each class of hardware, are one version. */
    private List<Running> running() {
        var counts = Folded.summed(
                fleet.running(),
                file -> new Version(file.model(), files.version(file.digest())),
                FleetCensus.Running::devices);
        return counts.entrySet().stream()
                .map(entry -> new Running(entry.getKey().model(), entry.getKey().name(), entry.getValue()))
                .sorted(Comparator.comparingLong(Running::devices).reversed())
                .limit(FleetGauges.VERSIONS)
                .toList();
    }

    private Map<String, Long> activeRollouts() {
        var active = new TreeMap<String, Long>();
        rollouts.rollouts().forEach((state, count) -> {
            if (state.active()) {
                active.put(RolloutGauges.word(state), count);
            }
        });
        return active;
    }
}
