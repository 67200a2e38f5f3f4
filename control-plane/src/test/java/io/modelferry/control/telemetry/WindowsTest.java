package io.modelferry.control.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.delivery.UplinkReceived;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.SignedVersions;
import io.modelferry.control.security.Signers;
import io.modelferry.control.telemetry.Telemetry.Metric;
import io.modelferry.control.telemetry.Telemetry.Point;
import io.modelferry.control.telemetry.Telemetry.Range;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DesiredState;
import io.modelferry.protocol.report.Command;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.SigningKey;
import io.modelferry.protocol.trust.VerificationKey;
import io.modelferry.protocol.trust.VersionList;
import io.modelferry.protocol.trust.VersionList.SignedModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Windows in, answers out, on a real PostgreSQL. */
final class WindowsTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final ModelName MODEL = new ModelName("meter-reader");
    private static final ArtifactDigest ONE = new ArtifactDigest("1".repeat(64));
    private static final ArtifactDigest TWO = new ArtifactDigest("2".repeat(64));
    private static final DeviceId CAM = new DeviceId("cam-1");
    private static final DeviceId OTHER = new DeviceId("cam-2");

    private final Map<String, String> published = new HashMap<>();
    private final Days days = new Days(POSTGRES.client(), () -> NOON);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Windows windows =
            new Windows(POSTGRES.template(), days, Duration.ofDays(14), new Quotas(600), meters);
    private final StoredEvidence evidence = new StoredEvidence(POSTGRES.template());
    private final VersionNames versions = new VersionNames(new FakeList(), new FakeSigners());
    private final StoredTelemetry telemetry = new StoredTelemetry(POSTGRES.template(), versions);

    WindowsTest() {
        POSTGRES.template().execute("truncate telemetry_window");
    }

    @Test
    void countsAWindowOnce() {
        send(CAM, window(1, ONE, NOON, 100, 90));
        send(CAM, window(1, ONE, NOON, 100, 90));

        var sample = evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), NOON);
        assertThat(sample.labelled()).isEqualTo(100);
        assertThat(sample.correct()).isEqualTo(90);
        assertThat(sample.accuracy()).isEqualTo(0.9);
        assertThat(meters.counter("modelferry.telemetry.windows", "outcome", "stored")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tellsArmsApartByDeviceDigestAndTime() {
        send(CAM, window(1, ONE, NOON.minusSeconds(60), 10, 1));
        send(CAM, window(2, ONE, NOON, 100, 90));
        send(CAM, window(3, TWO, NOON.plusSeconds(1), 50, 20));
        send(OTHER, window(1, ONE, NOON, 30, 30));

        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), NOON).labelled())
                .isEqualTo(100);
        assertThat(evidence.sample(MODEL, Set.of(TWO), Set.of(CAM, OTHER), NOON).labelled())
                .isEqualTo(50);
        assertThat(evidence.sample(MODEL, Set.of(), Set.of(CAM, OTHER), NOON).labelled())
                .isEqualTo(180);
        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(CAM, OTHER), NOON).devices())
                .isEqualTo(2);
        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(), NOON).accuracy())
                .isNaN();
    }

    @Test
    void mergesLatencies() {
        send(CAM, window(1, ONE, NOON, 100, 90));

        var sample = evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), NOON);
        assertThat((double) sample.latencyP50Micros()).isCloseTo(250, withPercentage(1.5));
        assertThat((double) sample.latencyP95Micros()).isCloseTo(900, withPercentage(1.5));
    }

    @Test
    void refusesAWindowFromTheFuture() {
        var ahead = NOON.plus(Windows.SKEW).plusSeconds(1);

        assertThatThrownBy(() -> send(CAM, window(1, ONE, ahead, 1, 1)))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("future");
        assertThat(meters.counter("modelferry.telemetry.windows", "outcome", "refused")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void refusesAWindowOlderThanIsKept() {
        assertThatThrownBy(() -> send(CAM, window(1, ONE, NOON.minus(Duration.ofDays(15)), 1, 1)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void refusesWhatIsNoWindow() {
        var noise = "{\"seq\":1}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> windows.on(new UplinkReceived(CAM, Channel.TELEMETRY, noise, NOON)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void makesTheDayOfALateWindowOnDemand() {
        send(CAM, window(1, ONE, NOON.minus(Duration.ofDays(9)), 5, 5));

        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), NOON.minus(Duration.ofDays(10)))
                        .labelled())
                .isEqualTo(5);
    }

    @Test
    void dropsDaysThatNobodyKeeps() {
        send(CAM, window(1, ONE, NOON.minus(Duration.ofDays(9)), 5, 5));
        send(CAM, window(2, ONE, NOON, 5, 5));

        days.drop(Duration.ofDays(7));

        assertThat(evidence.sample(MODEL, Set.of(ONE), Set.of(CAM), Instant.EPOCH)
                        .labelled())
                .isEqualTo(5);
    }

    @Test
    void drawsSeriesByVersion() {
        send(CAM, window(1, ONE, NOON, 100, 90));
        send(CAM, window(2, ONE, NOON.plusSeconds(10), 100, 70));
        send(OTHER, window(1, TWO, NOON, 10, 5));
        var range = new Range(NOON, NOON.plusSeconds(60), Duration.ofSeconds(10));

        var accuracy = telemetry.series(MODEL, null, Metric.ACCURACY, range);
        assertThat(accuracy).extracting(series -> series.version().value()).containsExactly("v1", "v2");
        assertThat(accuracy.getFirst().points())
                .containsExactly(new Point(NOON, 0.9), new Point(NOON.plusSeconds(10), 0.7));

        var p95 = telemetry.series(MODEL, new VersionName("v2"), Metric.LATENCY_P95, range);
        assertThat(p95.getFirst().points()).hasSize(1);
        assertThat(p95.getFirst().points().getFirst().value()).isCloseTo(900, withPercentage(1.5));
        assertThat(telemetry.totals(MODEL, NOON).labelled()).isEqualTo(210);
    }

    @Test
    void refusesARangeOfTooManyPoints() {
        var range = new Range(NOON, NOON.plus(Duration.ofDays(1)), Duration.ofSeconds(1));

        assertThatThrownBy(() -> telemetry.series(MODEL, null, Metric.ERRORS, range))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("bad-range"));
    }

    @Test
    void publishesTheLastMinuteOfEachVersion() {
        send(CAM, window(1, ONE, NOON.minusSeconds(30), 100, 90));
        send(CAM, window(2, TWO, NOON.minusSeconds(300), 100, 90));

        new StatsPublisher(new LastMinute(POSTGRES.template(), versions), new FakePost(), () -> NOON).publish();

        assertThat(published).containsOnlyKeys("meter-reader/v1");
        assertThat(published.get("meter-reader/v1"))
                .contains(
                        "\"schema\":1", "\"version\":\"v1\"", "\"labelled\":100", "\"accuracy\":0.9", "\"devices\":1");
    }

    private void send(DeviceId device, Window window) {
        windows.on(new UplinkReceived(device, Channel.TELEMETRY, ProtocolJson.write(window), NOON));
    }

    /** A thousand latencies, evenly from 0 to 1000 µs for the upper half, 250 for the lower. */
    private static Window window(long seq, ArtifactDigest digest, Instant from, long labelled, long correct) {
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

    private static final class FakeList implements SignedVersions {

        @Override
        public void add(SignedModel model) {}

        @Override
        public Envelope current() {
            var list = new VersionList(1, NOON, NOON, List.of(file("v1", ONE), file("v2", TWO)));
            return Envelope.sign(VersionList.PAYLOAD_TYPE, ProtocolJson.write(list), FakeSigners.KEY);
        }

        @Override
        public long currentNumber() {
            return 1;
        }

        private static SignedModel file(String version, ArtifactDigest digest) {
            return new SignedModel(MODEL, new VersionName(version), "fp32", digest, 1, 1, 0, 17, null);
        }
    }

    private static final class FakeSigners implements Signers {

        static final SigningKey KEY = SigningKey.generate();

        @Override
        public Envelope signGoal(DesiredState goal) {
            throw new IllegalStateException("nobody should ask");
        }

        @Override
        public Envelope signVersionList(VersionList list) {
            throw new IllegalStateException("nobody should ask");
        }

        @Override
        public VerificationKey goalKey() {
            return KEY.publicHalf();
        }

        @Override
        public VerificationKey targetsKey() {
            return KEY.publicHalf();
        }
    }

    private final class FakePost implements PostOffice {

        @Override
        public void post(Collection<Letter> letters) {}

        @Override
        public void hint(DeviceId device, Command command) {}

        @Override
        public void publishStats(ModelName model, VersionName version, byte[] json) {
            published.put(model + "/" + version, new String(json, StandardCharsets.UTF_8));
        }

        @Override
        public void publishFleetStats(byte[] json) {}

        @Override
        public void forget(DeviceId device) {}
    }
}
