package io.modelferry.control.fleet;

import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What devices run, and what they may go back to, by their own attested word. */
@Component
class DeviceFiles implements ArtifactHolder, VersionHolder {

    private static final String REPORTED = """
            select file, count(distinct device_id) as devices from fleet_running r
                join fleet_device d on d.id = r.device_id and d.decommissioned_at is null,
                lateral (values (r.digest), (r.previous)) as slot (file)
            where file = any(:among) group by file""";

    private final JdbcClient jdbc;

    DeviceFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        reported(among).forEach((file, devices) -> held.put(file, words(devices)));
        return held;
    }

    @Override
    public List<String> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        var devices =
                reported(files).values().stream().mapToLong(Long::longValue).sum();
        return devices == 0 ? List.of() : List.of(words(devices));
    }

    private Map<ArtifactDigest, Long> reported(Collection<ArtifactDigest> among) {
        var reported = new HashMap<ArtifactDigest, Long>();
        jdbc.sql(REPORTED)
                .param("among", among.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query((row, number) -> reported.put(new ArtifactDigest(row.getString(1)), row.getLong(2)))
                .list();
        return reported;
    }

    private static String words(long devices) {
        return devices == 1
                ? "1 device runs it or may go back to it"
                : devices + " devices run it or may go back to it";
    }
}
