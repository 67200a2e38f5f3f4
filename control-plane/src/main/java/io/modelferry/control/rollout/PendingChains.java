package io.modelferry.control.rollout;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.fleet.DeviceCount;
import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A version stays while devices that are behind will pass through it: their chain of deltas leads over its files. */
@Component
class PendingChains implements VersionHolder {

    private final JdbcClient jdbc;
    private final Deltas deltas;

    PendingChains(JdbcClient jdbc, Deltas deltas) {
        this.jdbc = jdbc;
        this.deltas = deltas;
    }

    /** Devices that hold the same files and shall run the same one. */
    private record Behind(Set<ArtifactDigest> held, ArtifactDigest target, long devices) {

        static Behind of(ResultSet row, int number) throws SQLException {
            var held = new HashSet<ArtifactDigest>();
            for (var file : new String[] {row.getString("digest"), row.getString("previous"), row.getString("keep")}) {
                if (file != null) {
                    held.add(new ArtifactDigest(file));
                }
            }
            return new Behind(held, new ArtifactDigest(row.getString("target")), row.getLong("devices"));
        }
    }

    @Override
    public List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        var devices = behind(model).stream()
                .filter(group -> passes(group, files))
                .mapToLong(Behind::devices)
                .sum();
        return devices == 0
                ? List.of()
                : List.of(
                        new Hold(Kind.DELTA, "deltas that " + DeviceCount.words(devices) + " will need lead over it"));
    }

    private List<Behind> behind(ModelName model) {
        return jdbc.sql("""
                        select r.digest, r.previous, g.keep, g.digest as target, count(*) as devices
                          from rollout_goal_model g
                            join fleet_device f on f.id = g.device_id and f.decommissioned_at is null
                            join fleet_running r on r.device_id = g.device_id and r.model = g.model
                         where g.model = ? and r.digest is distinct from g.digest
                         group by r.digest, r.previous, g.keep, g.digest""").param(model.value()).query(Behind::of).list();
    }

    private boolean passes(Behind group, Set<ArtifactDigest> files) {
        var direct = deltas.to(group.target()).stream()
                .anyMatch(delta -> group.held().contains(delta.base()));
        if (direct || group.held().contains(group.target())) {
            return false;
        }
        var hops = new DeltaChains(deltas::to).to(group.target(), group.held());
        return Stream.ofNullable(hops)
                .flatMap(List::stream)
                .flatMap(hop -> Stream.of(hop.base(), hop.result()))
                .anyMatch(files::contains);
    }
}
