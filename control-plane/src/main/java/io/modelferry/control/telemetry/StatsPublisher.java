package io.modelferry.control.telemetry;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.protocol.ProtocolJson;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Publishes the last minute of each version that devices report about, for any MQTT dashboard. */
@Component
class StatsPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(StatsPublisher.class);

    private final FieldStats field;
    private final PostOffice postOffice;
    private final InstantSource clock;

    StatsPublisher(FieldStats field, PostOffice postOffice, InstantSource clock) {
        this.field = field;
        this.postOffice = postOffice;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${modelferry.telemetry.stats-every:5s}")
    void publish() {
        try {
            for (var stats : field.at(clock.instant())) {
                postOffice.publishStats(stats.model(), stats.version(), ProtocolJson.write(stats));
            }
        } catch (RuntimeException failed) {
            LOG.warn("statistics were not published: {}", failed.toString());
        }
    }
}
