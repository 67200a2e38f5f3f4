package io.modelferry.cli.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.modelferry.cli.Ferry;
import io.modelferry.cli.testing.Typed;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.trust.SigningKey;
import io.modelferry.protocol.tuf.Hashes;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.MetaFile;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Snapshot;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import io.modelferry.protocol.tuf.Timestamp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As the conformance suite does it: options before the verb, a server that answers 404 with a page, 0 or 1. */
@Timeout(60)
final class TufClientCommandTest {

    private static final byte[] MODEL = "not a model".getBytes(StandardCharsets.UTF_8);
    private static final Head HEAD = new Head(1, Typed.NOON.plus(Duration.ofDays(1)));

    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serveARepository() throws Exception {
        var digest = ArtifactDigest.of(MessageDigest.getInstance("SHA-256").digest(MODEL));
        var file = new TargetFile(MODEL.length, Hashes.of(digest), null);
        files.put("/targets/dir/" + digest + ".model.onnx", MODEL);
        files.put("/metadata/1.root.json", signed(root()).bytes());
        publish(new Targets(HEAD, Map.of("dir/model.onnx", file), null, JsonObject.EMPTY), HEAD);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                asked.add(path);
                var bytes = files.getOrDefault(path, "<html>none</html>".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseHeaders()
                        .set("Content-Type", files.containsKey(path) ? "application/json" : "text/html");
                exchange.sendResponseHeaders(files.containsKey(path) ? 200 : 404, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        Files.write(folder.resolve("given.json"), files.get("/metadata/1.root.json"));
    }

    private void publish(Targets targets, Head timestamp) {
        var signedTargets = signed(targets);
        var snapshot = signed(new Snapshot(HEAD, Map.of("targets.json", MetaFile.of(signedTargets)), JsonObject.EMPTY));
        files.put("/metadata/1.targets.json", signedTargets.bytes());
        files.put("/metadata/1.snapshot.json", snapshot.bytes());
        files.put(
                "/metadata/timestamp.json",
                signed(new Timestamp(timestamp, MetaFile.of(snapshot), JsonObject.EMPTY))
                        .bytes());
    }

    private Root root() {
        var mine = Key.of(key.publicHalf());
        var roles = Metadata.TOP_LEVEL.stream()
                .collect(Collectors.toMap(role -> role, role -> new RoleKeys(List.of(mine), 1)));
        return new Root(HEAD, true, Map.of(mine.id(), mine), roles, JsonObject.EMPTY);
    }

    private <T extends Metadata> Signed<T> signed(T body) {
        return Signed.of(body, List.of(key));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private record Outcome(int exit, String out, String err) {}

    private Outcome run(String... words) {
        var typed = new Typed(folder, Map.of());
        var arguments = new ArrayList<>(List.of("tuf-client", "--metadata-dir", "trusted"));
        arguments.addAll(List.of(words));
        var exit = Ferry.commandLine(typed.shell()).execute(arguments.toArray(String[]::new));
        return new Outcome(exit, typed.out(), typed.err());
    }

    private Outcome refresh() {
        return run("--metadata-url", url("/metadata/"), "refresh");
    }

    private Outcome download(String... names) {
        var words = new ArrayList<>(List.of("--metadata-url", url("/metadata")));
        for (var name : names) {
            words.addAll(List.of("--target-name", name));
        }
        words.addAll(List.of("--target-dir", "models", "--target-base-url", url("/targets"), "download"));
        return run(words.toArray(String[]::new));
    }

    @Test
    void initialisesRefreshesAndDownloads() throws IOException {
        assertThat(run("init", "given.json").exit()).isZero();
        assertThat(asked).isEmpty();

        var refreshed = refresh();
        assertThat(refreshed.exit()).as(refreshed.err()).isZero();
        assertThat(refreshed.out()).isEqualToIgnoringNewLines("root 1, timestamp 1, snapshot 1, targets 1");
        assertThat(asked)
                .containsExactly(
                        "/metadata/2.root.json",
                        "/metadata/timestamp.json",
                        "/metadata/1.snapshot.json",
                        "/metadata/1.targets.json");
        for (var role : Metadata.TOP_LEVEL) {
            var file = "/metadata/" + (role.equals("timestamp") ? "" : "1.") + role + ".json";
            assertThat(folder.resolve("trusted/" + role + ".json")).hasBinaryContent(files.get(file));
        }

        var downloaded = download("dir/model.onnx");
        assertThat(downloaded.exit()).as(downloaded.err()).isZero();
        assertThat(folder.resolve("models/dir%2Fmodel.onnx")).hasBinaryContent(MODEL);
    }

    @Test
    void takesItsOptionsAfterTheVerbToo() {
        var typed = new Typed(folder, Map.of());

        var exit = Ferry.commandLine(typed.shell())
                .execute("tuf-client", "init", "--metadata-dir", "trusted", "given.json");

        assertThat(exit).as(typed.err()).isZero();
        assertThat(folder.resolve("trusted/root.json")).exists();
    }

    @Test
    void stopsWithOneAtTheFirstTargetThatIsNotThere() {
        run("init", "given.json");

        var outcome = download("no such", "dir/model.onnx");

        assertThat(outcome.exit()).isOne();
        assertThat(outcome.err()).contains("'no such'", "5.7.2").doesNotContain("\tat ");
        assertThat(folder.resolve("models/dir%2Fmodel.onnx")).doesNotExist();
    }

    @Test
    void endsWithOneAndTheClauseForATimestampOfTheSameVersionThatHasExpired() {
        run("init", "given.json");
        publish(new Targets(HEAD, Map.of(), null, JsonObject.EMPTY), new Head(1, Typed.NOON));

        var outcome = refresh();

        assertThat(outcome.exit()).isOne();
        assertThat(outcome.err()).contains("EXPIRED: timestamp: expired at 2026-05-01T12:00:00Z (TUF 5.4.4)");
    }

    @Test
    void endsWithOneForARootThatIsNone() throws IOException {
        Files.writeString(folder.resolve("given.json"), "{}");

        var outcome = run("init", "given.json");

        assertThat(outcome.exit()).isOne();
        assertThat(outcome.err()).contains("MALFORMED: root:", "5.2").doesNotContain("\tat ");
        assertThat(folder.resolve("trusted/root.json")).doesNotExist();
    }

    @Test
    void endsWithOneWhenNobodyAnswersOrNothingWasInitialised() {
        assertThat(refresh().exit()).isOne();
        run("init", "given.json");
        server.stop(0);

        assertThat(refresh().exit()).isOne();
    }

    @Test
    void saysWhichOptionIsMissing() {
        assertThat(run("refresh").err()).contains("--metadata-url URL is needed");
    }
}
