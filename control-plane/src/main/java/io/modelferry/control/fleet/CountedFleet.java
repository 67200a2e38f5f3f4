package io.modelferry.control.fleet;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lets the database count. */
@Repository
class CountedFleet implements FleetCensus {

    private final JdbcClient jdbc;
    private final LastCount<Presence> presence;
    private final LastCount<Running> running;

    CountedFleet(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.presence = new LastCount<>(this::countPresence, Presence::devices, clock);
        this.running = new LastCount<>(this::countRunning, Running::devices, clock);
    }

    @Override
    public List<Presence> presence() {
        return presence.groups();
    }

    @Override
    public List<Running> running() {
        return running.groups();
    }

    private List<Presence> countPresence() {
        return jdbc.sql("""
                        select site, device_class, online, count(*) from fleet_device
                         where decommissioned_at is null group by 1, 2, 3""")
                .query((row, n) -> new Presence(row.getString(1), row.getString(2), row.getBoolean(3), row.getLong(4)))
                .list();
    }

    private List<Running> countRunning() {
        return jdbc.sql("""
                        select r.model, r.digest, count(*) from fleet_running r join fleet_device d on d.id = r.device_id
                         where d.decommissioned_at is null and r.digest is not null group by 1, 2""")
                .query((row, n) -> new Running(
                        new ModelName(row.getString(1)), new ArtifactDigest(row.getString(2)), row.getLong(3)))
                .list();
    }
}
