package io.modelferry.control.experiment;

import io.modelferry.control.rollout.Placements;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.goal.Probation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A line whose devices, which stand in the fleet's tables, do at once what they are told. */
final class FakeLine implements Placements {

    static final LineTerms TERMS = new LineTerms(
            new Probation(Duration.ofSeconds(7), 1, Duration.ofSeconds(70), 0.1),
            new DeliveryPolicy(DeliveryPolicy.Transport.MQTT, 0));

    final Map<DeviceId, ArtifactDigest> running = new HashMap<>();

    /** How many devices each call named. */
    final List<Integer> placed = new ArrayList<>();

    private final JdbcTemplate sql;

    FakeLine(JdbcTemplate sql) {
        this.sql = sql;
    }

    @Nullable
    String lentTo;

    @Nullable
    Return givenBack;

    static ArtifactDigest digest(String version) {
        return new ArtifactDigest(version.repeat(64));
    }

    void clear() {
        sql.execute("truncate experiment, experiment_unit, experiment_look, experiment_timeline, rollout_goal_model");
        sql.execute("truncate fleet_device, fleet_enrolment_token cascade");
        sql.update("insert into fleet_enrolment_token values"
                + " ('t', 'h', '*', 'standard', 'cellar', false, 1000000, 0, 'test', now(), now())");
    }

    /** {@code cam-000} and so on at eight sites. */
    void enrol(int upTo) {
        sql.update("""
                insert into fleet_device (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate, online)
                select 'cam-' || lpad(i::text, greatest(3, length(i::text)), '0'), 'site-' || i % 8, 'standard', false, now(), 't', '', '', true
                  from generate_series(0, ?) i on conflict do nothing""", upTo - 1);
    }

    @Override
    public void lend(ModelName model, String borrower) {
        lentTo = borrower;
    }

    @Override
    public Map<VersionName, Map<String, ArtifactDigest>> files(ModelName model, Collection<VersionName> versions) {
        return versions.stream()
                .collect(Collectors.toMap(version -> version, version -> Map.of("standard", digest(version.value()))));
    }

    @Override
    public void place(ModelName model, String borrower, Map<DeviceId, VersionName> wanted) {
        placed.add(wanted.size());
        wanted.forEach((device, version) -> {
            running.put(device, digest(version.value()));
            sql.update(
                    "insert into rollout_goal_model (device_id, model, version, variant, digest, length_bytes, probation, delivery)"
                            + " values (?, ?, ?, 'fp32', ?, 1, '', '') on conflict (device_id, model) do update"
                            + " set version = excluded.version, digest = excluded.digest",
                    device.value(),
                    model.value(),
                    version.value(),
                    digest(version.value()).hex());
        });
    }

    @Override
    public LineTerms terms(ModelName model) {
        return TERMS;
    }

    @Override
    public void giveBack(ModelName model, String borrower, Return devices) {
        givenBack = devices;
        lentTo = null;
    }
}
