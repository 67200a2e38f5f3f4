package io.modelferry.control.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.modelferry.control.fleet.RunHistory;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.Givers;
import io.modelferry.control.rollout.RolloutId;
import io.modelferry.control.telemetry.Telemetry;
import io.modelferry.control.trust.Quorum;
import io.modelferry.control.trust.Signatures;
import io.modelferry.control.trust.SignedBy;
import io.modelferry.gallery.Gallery;
import io.modelferry.gallery.Story;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import tools.jackson.databind.json.JsonMapper;

/** Capsules and questions about the past over HTTP, over the gallery's invented rooms. */
@SpringBootTest(classes = {Gallery.class, IncidentTest.Room.class})
@AutoConfigureMockMvc
final class IncidentTest {

    /** Near the invented rollouts, which happened a few minutes ago. */
    private static final Instant NOW = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);

    private static final RequestPostProcessor OPERATOR = user("olga").roles("OPERATOR", "VIEWER");
    private static final RequestPostProcessor VIEWER = user("vera").roles("VIEWER");
    private static final RequestPostProcessor AUDITOR = user("ida").roles("AUDITOR", "VIEWER");
    private static final String DIGEST = "ab".repeat(32);

    @Autowired
    private MockMvcTester web;

    @Autowired
    private Story story;

    @Configuration(proxyBeanMethods = false)
    @ComponentScan("io.modelferry.control.incident")
    static class Room {

        @Bean
        Telemetry telemetry() {
            return new OnePoint();
        }

        @Bean
        Givers givers() {
            return (device, digest, until) -> Optional.of(new RolloutId("r3"));
        }

        @Bean
        Signatures signatures() {
            return new TwoSignatures();
        }

        @Bean
        RunHistory runHistory() {
            return new TwoDevices();
        }
    }

    @BeforeEach
    void stopTheClock() {
        story.stopTheClock(NOW);
    }

    @Test
    void aCapsuleHoldsEveryPartInAFixedOrderAndItsManifestIsTrue() throws Exception {
        var parts = unzipped(download("r2"));

        assertThat(parts.keySet())
                .containsExactly(
                        "README.md",
                        "rollout.json",
                        "plan.json",
                        "timeline.json",
                        "evidence.json",
                        "versions.json",
                        "devices.json",
                        "devices.csv",
                        "audit.json",
                        "telemetry.csv",
                        "MANIFEST.sha256");
        var manifest = text(parts, "MANIFEST.sha256").lines().toList();
        assertThat(manifest).hasSize(parts.size() - 1).allSatisfy(line -> {
            var name = line.substring(66);
            var digest = MessageDigest.getInstance("SHA-256").digest(parts.get(name));
            assertThat(line).isEqualTo(HexFormat.of().formatHex(digest) + "  " + name);
        });
        assertThat(text(parts, "README.md")).contains("GO_BACK by system: accuracy dropped", "sha256sum -c");
    }

    @Test
    void ofTheSameStateItIsTheSameFile() throws Exception {
        assertThat(download("r2")).isEqualTo(download("r2"));
    }

    @Test
    void tellsWhatFailedDevicesSaidAndTamesFormulas() throws Exception {
        var parts = unzipped(download("r2"));

        var devices = new JsonMapper().readTree(parts.get("devices.json"));
        assertThat(devices.size()).isEqualTo(6);
        assertThat(devices.get(4).path("device").path("failure").asString()).isEqualTo("ACCEPTANCE_FAILED");
        assertThat(devices.get(4).path("failures").get(0).path("log").get(1).asString())
                .contains("the child took 300 MB");
        assertThat(devices.get(0).path("failures").size()).isZero();
        assertThat(text(parts, "devices.csv").lines()).hasSize(7);
        assertThat(Csv.line("=1+1", "a,\"b\"", -3, null)).isEqualTo("'=1+1,\"a,\"\"b\"\"\",-3,\r\n");
    }

    @Test
    void holdsPlanLineageAuditAndTheFieldAround() throws Exception {
        var parts = unzipped(download("r2"));

        assertThat(text(parts, "plan.json")).contains("\"gate\"", "\"stages\"").doesNotContain("\"counts\"");
        assertThat(text(parts, "versions.json")).contains("\"ancestors\"", "\"variants\"", "\"recalls\"");
        assertThat(text(parts, "audit.json")).doesNotContain("127.0.0.1").isEqualToIgnoringWhitespace("[]");
        assertThat(text(parts, "telemetry.csv"))
                .contains("accuracy,2," + NOW.minus(Duration.ofMinutes(30)) + ",60,0.5\r\n");
    }

    @Test
    void thereIsNoCapsuleWithoutAnIncidentAndNoneForViewers() {
        assertThat(web.perform(get("/api/v1/rollouts/r3/capsule").with(OPERATOR)))
                .hasFailed()
                .failure()
                .hasRootCauseInstanceOf(Refusal.class)
                .hasMessageContaining("never halted or taken back");
        assertThat(web.perform(get("/api/v1/rollouts/r2/capsule").with(VIEWER))).hasStatus(403);
    }

    @Test
    void answersWhoEverRanAFileAPageAtATime() {
        var first = web.perform(
                get("/api/v1/history/digests/" + DIGEST + "/devices?limit=1").with(VIEWER));
        assertThat(first)
                .bodyJson()
                .hasPathSatisfying("$.devices", devices -> assertThat(devices).isEqualTo(2))
                .hasPathSatisfying(
                        "$.items[0].device", device -> assertThat(device).isEqualTo("cam-1"))
                .hasPathSatisfying("$.next", next -> assertThat(next).isEqualTo("cam-1"));
        var second = web.perform(get("/api/v1/history/digests/" + DIGEST + "/devices?limit=1&after=cam-1")
                .with(VIEWER));
        assertThat(second)
                .bodyJson()
                .hasPathSatisfying(
                        "$.items[0].device", device -> assertThat(device).isEqualTo("cam-2"));
    }

    @Test
    void refusesABadInstantInWordsAndSaysWhatADeviceRan() {
        assertThat(web.perform(get("/api/v1/devices/cam-1/as-of?at=yesterday").with(VIEWER)))
                .hasFailed()
                .failure()
                .hasMessageContaining("at: an instant");
        assertThat(web.perform(get("/api/v1/devices/cam-1/as-of?at=2026-03-01T10:00:00Z")
                        .with(VIEWER)))
                .bodyJson()
                .hasPathSatisfying(
                        "$.items[0].file.digest", digest -> assertThat(digest).isEqualTo(DIGEST));
        assertThat(web.perform(get("/api/v1/models/meter-reader/as-of?at=2026-03-01T10:00:00Z")
                        .with(VIEWER)))
                .bodyJson()
                .hasPathSatisfying("$.devices", devices -> assertThat(devices).isEqualTo(2));
    }

    @Test
    void namesWhoAnswersForWhatADeviceRan() {
        var account = "/api/v1/audit/devices/cam-1?at=";

        assertThat(web.perform(get(account + NOW).with(AUDITOR)))
                .bodyJson()
                .hasPathSatisfying(
                        "$.items[0].file.digest", digest -> assertThat(digest).isEqualTo(DIGEST))
                .hasPathSatisfying("$.items[0].rollout", id -> assertThat(id).isEqualTo("r3"))
                .hasPathSatisfying(
                        "$.items[0].orders[0].actor", actor -> assertThat(actor).isEqualTo("admin"))
                .hasPathSatisfying(
                        "$.items[0].orders[0].action",
                        action -> assertThat(action).isEqualTo("rollout.paused"));
        assertThat(web.perform(get(account + NOW.minus(Duration.ofHours(1))).with(AUDITOR)))
                .bodyJson()
                .hasPathSatisfying(
                        "$.items[0].orders",
                        orders -> assertThat(orders).asList().isEmpty());
        assertThat(web.perform(get(account + NOW).with(VIEWER))).hasStatus(403);
    }

    @Test
    void namesWhoHadSignedAVersionByThen() {
        assertThat(web.perform(get("/api/v1/audit/devices/cam-2?at=" + NOW).with(AUDITOR)))
                .bodyJson()
                .hasPathSatisfying(
                        "$.items[0].file.version",
                        version -> assertThat(version).isEqualTo("2"))
                .hasPathSatisfying(
                        "$.items[0].signed[*].holder",
                        holders -> assertThat(holders).asList().containsExactly("ann"));
    }

    private byte[] download(String rollout) {
        var answer = web.perform(get("/api/v1/rollouts/" + rollout + "/capsule").with(OPERATOR));
        assertThat(answer).hasStatusOk();
        return answer.getResponse().getContentAsByteArray();
    }

    private static Map<String, byte[]> unzipped(byte[] zip) throws IOException {
        var parts = new LinkedHashMap<String, byte[]>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                parts.put(entry.getName(), in.readAllBytes());
            }
        }
        return parts;
    }

    private static String text(Map<String, byte[]> parts, String name) {
        return new String(parts.get(name), StandardCharsets.UTF_8);
    }

    /** Ann's came before the instant that is asked for, bob's after it. */
    private static final class TwoSignatures implements Signatures {

        @Override
        public Optional<Quorum> awaited(ModelName model, VersionName version) {
            return Optional.empty();
        }

        @Override
        public List<SignedBy> on(ModelName model, VersionName version) {
            return List.of(
                    new SignedBy(4, "a".repeat(64), "ann", NOW.minus(Duration.ofDays(3))),
                    new SignedBy(4, "b".repeat(64), "bob", NOW.plus(Duration.ofDays(3))));
        }
    }

    /** Every metric of version 2 was a half at 9:30. */
    private static final class OnePoint implements Telemetry {

        @Override
        public List<Grouped> query(Query query) {
            assertThat(query.range().from()).isBefore(query.range().to());
            return List.of(new Grouped("2", List.of(new Point(NOW.minus(Duration.ofMinutes(30)), 0.5))));
        }

        @Override
        public List<Series> series(ModelName model, @Nullable VersionName version, Metric metric, Range range) {
            return List.of();
        }

        @Override
        public Totals totals(ModelName model, Instant since) {
            return new Totals(0, 0, 0, 0, 0, 0, 0);
        }
    }

    /** Both run one file since midnight. */
    private static final class TwoDevices implements RunHistory {

        private static final ModelName MODEL = new ModelName("meter-reader");
        private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public List<DeviceRuns> ranFile(ArtifactDigest digest, @Nullable DeviceId after, int limit) {
            return List.of("cam-1", "cam-2").stream()
                    .filter(id -> after == null || id.compareTo(after.value()) > 0)
                    .limit(limit)
                    .map(id -> new DeviceRuns(new DeviceId(id), List.of(new Run(MODEL, MIDNIGHT, null))))
                    .toList();
        }

        @Override
        public long countRanFile(ArtifactDigest digest) {
            return 2;
        }

        @Override
        public Optional<List<RunAt>> deviceAt(DeviceId device, Instant at) {
            var file = device.value().equals("cam-2") ? Story.file(2, "fp32") : new ArtifactDigest(DIGEST);
            return Optional.of(List.of(new RunAt(MODEL, file, MIDNIGHT, null)));
        }

        @Override
        public List<FileCount> modelAt(ModelName model, Instant at) {
            return List.of(new FileCount(new ArtifactDigest(DIGEST), 2));
        }
    }
}
