package io.modelferry.control.fleet;

import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What devices run, and what they may go back to, by their own attested word; it holds however long they have been offline. */
@Component
class DeviceFiles implements ArtifactHolder, VersionHolder {

    /** A device that enrolled and has said nothing yet holds every version so long: its disk may not be empty. */
    static final Duration FIRST_WORD = Duration.ofHours(1);

    private static final String SLOTS = """
            from fleet_running r join fleet_device d on d.id = r.device_id and d.decommissioned_at is null,
                lateral (values (r.digest), (r.previous)) as slot (file)
            where file = any(?)""";

    private final JdbcClient jdbc;
    private final InstantSource clock;

    DeviceFiles(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        jdbc.sql("select file, count(distinct device_id) " + SLOTS + " group by file")
                .param(hex(among))
                .query((row, number) ->
                        held.put(new ArtifactDigest(row.getString(1)), "on " + DeviceCount.words(row.getLong(2))))
                .list();
        return held;
    }

    @Override
    public List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        return Stream.concat(
                        jdbc
                                .sql("select count(distinct device_id), (array_agg(distinct device_id))[1:3] " + SLOTS)
                                .param(hex(files))
                                .query(DeviceCount::of)
                                .single()
                                .hold("it runs on %s or is what they go back to")
                                .stream(),
                        jdbc
                                .sql("""
                                        select count(*), (array_agg(id order by id))[1:3] from fleet_device
                                         where facts = '' and decommissioned_at is null and enrolled_at > ?""")
                                .param(Timestamp.from(clock.instant().minus(FIRST_WORD)))
                                .query(DeviceCount::of)
                                .single()
                                .hold("%s enrolled within the hour and may run it: nothing was reported yet")
                                .stream())
                .toList();
    }

    private static String[] hex(Collection<ArtifactDigest> files) {
        return files.stream().map(ArtifactDigest::hex).toArray(String[]::new);
    }
}
