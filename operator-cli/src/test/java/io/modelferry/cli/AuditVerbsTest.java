package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.testing.FakeControlPlane;
import io.modelferry.cli.testing.Typed;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.audit.AuditCheckpoint;
import io.modelferry.protocol.audit.AuditLine;
import io.modelferry.protocol.audit.AuditRecord;
import io.modelferry.protocol.key.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditVerbsTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private Typed typed;

    @BeforeEach
    void noServer() {
        typed = new Typed(folder, Map.of());
    }

    private String export() {
        var text = new StringBuilder();
        var hash = AuditRecord.GENESIS;
        for (var seq = 1; seq <= 3; seq++) {
            var entry = new AuditRecord(seq, seq, AT, "ada", "", "rollout.paused", "rollout", "r" + seq, "{}", "")
                    .after(hash);
            text.append(line(AuditLine.of(entry)));
            hash = entry.hash();
        }
        var checkpoint = AuditLine.of(new AuditCheckpoint(3, hash, AT).signed(key));
        return line(AuditLine.of(new AuditLine.Head(key.publicHalf(), AT))) + line(checkpoint) + text;
    }

    private static String line(AuditLine line) {
        return new String(ProtocolJson.write(line), StandardCharsets.UTF_8) + "\n";
    }

    private int verify(String content, String... more) throws IOException {
        Files.writeString(folder.resolve("audit.jsonl"), content);
        var arguments = new String[3 + more.length];
        System.arraycopy(new String[] {"audit", "verify", "audit.jsonl"}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Ferry.commandLine(typed.shell()).execute(arguments);
    }

    @Test
    void anExportIsVerifiedWithoutAServer() throws IOException {
        assertThat(verify(export())).isZero();
        assertThat(typed.out()).isEqualTo("sound: 3 entries; 1 checkpoints, the last of 2026-03-01T12:00:00Z\n");
    }

    @Test
    void whatWasChangedIsNamed() throws IOException {
        assertThat(verify(export().replace("\"r2\"", "\"r9\""))).isEqualTo(1);
        assertThat(typed.out()).startsWith("NOT SOUND: 3 entries").contains("entry 2 is not what was written");
    }

    @Test
    void theKeyThatWasWrittenDownDecides() throws IOException {
        assertThat(verify(export(), "--key", key.publicHalf().encoded())).isZero();
        assertThat(verify(export(), "--key", SigningKey.generate().publicHalf().encoded()))
                .isEqualTo(1);
        assertThat(typed.out()).contains("a checkpoint is not to be believed");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        assertThat(verify("{}\n")).isEqualTo(2);
        assertThat(typed.err()).contains("audit.jsonl is no export of an audit trail: its first line is no head");
        assertThat(verify("")).isEqualTo(2);
    }

    @Test
    void theServerWalksItsOwnChain() throws IOException {
        try (var server = new FakeControlPlane()) {
            server.answers(
                    "GET /audit/verification",
                    200,
                    "{\"entries\":20,\"outside\":0,\"checkpoints\":0,\"lastCheckpoint\":null,\"key\":\"k\","
                            + "\"faults\":[{\"seq\":7,\"what\":\"is missing\"}]}");

            var exit = Ferry.commandLine(typed.shell())
                    .execute("audit", "verify", "--server", server.uri().toString());

            assertThat(exit).isEqualTo(1);
            assertThat(typed.out()).isEqualTo("NOT SOUND: 20 entries; no checkpoint yet\n  entry 7 is missing\n");
        }
    }

    @Test
    void aDevicesFileIsToldWithThePeopleBehindIt() throws IOException {
        try (var server = new FakeControlPlane()) {
            server.answers("GET /audit/devices/cam-01?at=2026-03-01T12%3A00%3A00Z", 200, """
                    {"device":"cam-01","at":"2026-03-01T12:00:00Z","items":[{"model":"meter-reader",
                     "file":{"digest":"abab","model":"meter-reader","version":"2","variant":"fp32"},
                     "since":"2026-03-01T10:00:00Z","until":null,
                     "published":[{"at":"2026-03-01T08:00:00Z","actor":"pia","action":"registry.version-published","details":{}}],
                     "signed":[{"version":4,"keyid":"12ab","holder":"ann","at":"2026-03-01T08:30:00Z"},
                      {"version":4,"keyid":"34cd","holder":null,"at":"2026-03-01T08:45:00Z"}],
                     "rollout":"r7","orders":[
                      {"at":"2026-03-01T09:00:00Z","actor":"olga","action":"rollout.created","details":{}},
                      {"at":"2026-03-01T09:30:00Z","actor":"anna","action":"rollout.approved","details":{"reason":"read it"}}]}]}""");

            var exit = Ferry.commandLine(typed.shell())
                    .execute(
                            "audit",
                            "who",
                            "cam-01",
                            "--at",
                            "2026-03-01T12:00:00Z",
                            "--server",
                            server.uri().toString());

            assertThat(exit).isZero();
            assertThat(typed.out()).isEqualTo("""
                    cam-01 at 2026-03-01T12:00:00Z

                    meter-reader 2 fp32, abab
                      since 2026-03-01T10:00:00Z
                      published:
                        2026-03-01T08:00:00Z  pia  registry.version-published
                      signed:
                        2026-03-01T08:30:00Z  ann  key 12ab, targets 4
                        2026-03-01T08:45:00Z  the server  key 34cd, targets 4
                      rollout r7:
                        2026-03-01T09:00:00Z  olga  rollout.created
                        2026-03-01T09:30:00Z  anna  rollout.approved: read it
                    """);
        }
    }
}
