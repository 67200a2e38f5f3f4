package io.modelferry.control.telemetry;

import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelferry.control.delivery.BatchedChannel;
import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.FakeTargets;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.protocol.telemetry.Window.Resources;
import io.modelferry.protocol.telemetry.Window.ShadowCounts;
import io.modelferry.protocol.trust.SignedModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole room on a real database: two files of one model, two devices at two sites, and a clock that stands. */
public final class TelemetryRoom {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final ModelName MODEL = new ModelName("meter-reader");
    static final ArtifactDigest ONE = new ArtifactDigest("1".repeat(64));
    static final ArtifactDigest TWO = new ArtifactDigest("2".repeat(64));
    static final DeviceId CAM = new DeviceId("cam-1");
    static final DeviceId OTHER = new DeviceId("cam-2");

    private static final Map<DeviceId, Place> PLACES =
            Map.of(CAM, new Place("north", "standard"), OTHER, new Place("south", "constrained"));

    private final TransactionTemplate transaction;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Days days;
    final Windows windows;
    final Rollups rollups;
    final SignedFiles versions = new SignedFiles(new FakeTargets(1, List.of(file("v1", ONE), file("v2", TWO))));
    final AcceptanceRuns acceptance;
    final StoredEvidence evidence;
    final StoredTelemetry telemetry;
    final Set<DeviceId> heard = new HashSet<>();
    Instant now = NOON;

    /** Empties the tables. */
    TelemetryRoom(TestPostgres postgres) {
        this(postgres.dataSource(), postgres.transaction());
    }

    /** Empties the tables. */
    public TelemetryRoom(DataSource database, TransactionTemplate transaction) {
        this.transaction = transaction;
        var sql = new JdbcTemplate(database);
        sql.execute("truncate telemetry_window, telemetry_rollup, telemetry_touched, telemetry_acceptance");
        days = new Days(JdbcClient.create(database), () -> now);
        windows = new Windows(
                new WindowWriter(sql),
                days,
                new Places((DeviceId id) -> Optional.ofNullable(PLACES.get(id))),
                (devices, at) -> heard.addAll(devices),
                Duration.ofDays(14),
                new Quotas(600),
                meters);
        rollups = new Rollups(sql, () -> now);
        acceptance = new AcceptanceRuns(sql);
        evidence = new StoredEvidence(sql, acceptance);
        telemetry = new StoredTelemetry(sql, versions, new Lines(sql, rollups));
    }

    /** For who hands messages over as the post office does. */
    public BatchedChannel<?> channel() {
        return windows;
    }

    /** A window of {@code cam-1}, as it comes. */
    public static UplinkReceived uplink(long seq) {
        return new UplinkReceived(CAM, Channel.TELEMETRY, payload(seq), NOON);
    }

    /** A window that any device may send at {@link #noon()}. */
    public static byte[] payload(long seq) {
        return ProtocolJson.write(window(seq, ONE, NOON, 1, 1));
    }

    public static Instant noon() {
        return NOON;
    }

    public double count(String outcome) {
        return meters.counter("modelferry.telemetry.windows", "outcome", outcome)
                .count();
    }

    void send(DeviceId device, Window window) {
        send(device, List.of(window));
    }

    void send(DeviceId device, List<Window> sent) {
        var told = sent.stream()
                .flatMap(
                        window -> read(device, new String(ProtocolJson.write(window), StandardCharsets.UTF_8)).stream())
                .toList();
        transaction.executeWithoutResult(status -> windows.store(told));
    }

    Optional<Told> read(DeviceId device, String json) {
        var uplink = new UplinkReceived(device, Channel.TELEMETRY, json.getBytes(StandardCharsets.UTF_8), now);
        return windows.hears(device, now) ? Optional.of(windows.read(uplink)) : Optional.empty();
    }

    void roll() {
        transaction.executeWithoutResult(status -> rollups.roll());
    }

    /** A thousand inferences, of 250 µs nine in ten and 900 µs the rest. */
    static Window window(long seq, ArtifactDigest digest, Instant from, long labelled, long correct) {
        var sketch = DDSketches.logarithmicUnboundedDense(Window.LATENCY_RELATIVE_ERROR);
        sketch.accept(250, 900);
        sketch.accept(900, 100);
        return new Window(
                new UUID(3, 4),
                seq,
                MODEL,
                digest,
                from,
                from.plusSeconds(1),
                1000,
                0,
                0,
                0,
                labelled,
                correct,
                DDSketchProtoBinding.toProto(sketch).toByteArray(),
                List.of(1L, 2L),
                List.of());
    }

    /** The same window with more to say. */
    static Window beside(Window window, double drift, @Nullable Resources resources) {
        return saying(window, drift, resources, null);
    }

    /** The same window with what a candidate in shadow did. */
    static Window inShadow(Window window, ShadowCounts shadow) {
        return saying(window, null, null, shadow);
    }

    private static Window saying(
            Window window, @Nullable Double drift, @Nullable Resources resources, @Nullable ShadowCounts shadow) {
        return new Window(
                window.boot(),
                window.seq(),
                window.model(),
                window.digest(),
                window.from(),
                window.to(),
                window.inferences(),
                window.errors(),
                window.rejected(),
                window.failedInSwap(),
                window.labelled(),
                window.correct(),
                window.latency(),
                window.classCounts(),
                window.confidence(),
                drift,
                resources,
                shadow);
    }

    private static SignedModel file(String version, ArtifactDigest digest) {
        return new SignedModel(MODEL, new VersionName(version), "fp32", digest, 1, 1, 0, 17, null);
    }
}
