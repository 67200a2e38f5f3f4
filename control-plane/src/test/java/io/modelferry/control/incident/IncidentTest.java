package io.modelferry.control.incident;

import static io.modelferry.control.incident.IncidentRoom.DIGEST;
import static io.modelferry.control.incident.IncidentRoom.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.modelferry.control.platform.Refusal;
import io.modelferry.gallery.Gallery;
import io.modelferry.gallery.Story;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import tools.jackson.databind.json.JsonMapper;

/** Capsules and questions about the past over HTTP, over the gallery's invented rooms. */
@SpringBootTest(classes = {Gallery.class, IncidentRoom.class})
@AutoConfigureMockMvc
final class IncidentTest {

    private static final RequestPostProcessor OPERATOR = user("olga").roles("OPERATOR", "VIEWER");
    private static final RequestPostProcessor VIEWER = user("vera").roles("VIEWER");
    private static final RequestPostProcessor AUDITOR = user("ida").roles("AUDITOR", "VIEWER");

    @Autowired
    private MockMvcTester web;

    @Autowired
    private Story story;

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
}
