package io.modelferry.loop;

import static io.modelferry.loop.LoopContract.MODEL;
import static io.modelferry.loop.LoopContract.await;
import static io.modelferry.loop.LoopContract.awaitOnline;
import static io.modelferry.loop.LoopContract.awaitState;
import static io.modelferry.loop.LoopContract.rollOut;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.agent.enrolment.IdentityFiles;
import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.server.ServerProblem;
import io.modelferry.documents.CommandBlocks;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The chapter on keys of docs/operations.md, typed from its first command to its last against a real control plane and real agents; after
 * each block, what devices believe and what a thief of the old key can still do.
 */
@Timeout(900)
final class KeyCeremonyTest {

    private static final String STEADY = "cam-01";
    private static final String STOLEN = "cam-02";

    private final Map<String, List<String>> document = CommandBlocks.of("docs/operations.md");
    private final List<String> typed = new ArrayList<>();
    private final List<SigningKey> thieves = new ArrayList<>();

    @TempDir
    Path folder;

    private ControlPlaneUnderTest server;
    private ControlPlaneClient client;
    private Typist typist;
    private DeviceBeliefs device;
    private AgentUnderTest steady;
    private AgentUnderTest stolen;

    @BeforeEach
    void aServerWithoutARoot() throws IOException {
        Files.createDirectory(folder.resolve("media"));
        for (var file : List.of("meter-reader-1.onnx", "acceptance.npz")) {
            Files.copy(Applications.demoModel(file), folder.resolve(file));
        }
        server = ControlPlaneUnderTest.start(folder, List.of("--modelferry.trust.targets=offline"));
        client = server.client();
        typist = new Typist(server, folder);
        device = new DeviceBeliefs(STEADY, folder.resolve(STEADY).resolve("metadata"));
    }

    @AfterEach
    void stop() {
        for (var running : new AutoCloseable[] {steady, stolen, client, server}) {
            if (running != null) {
                var _ = catchThrowable(running::close);
            }
        }
    }

    @Test
    void everyCommandDoesWhatTheChapterSays() throws Exception {
        ceremony();
        release();
        onlineKeys();
        goalKeyWhileADeviceIsAway();
        peoplesKeys();
        otherPeople();
        stolenMedium();
        stolenGoalKey();
        stolenDevice();
        leakedJoinString();
        leakedToken();
        stolenServer();

        assertThat(typed).as("blocks of the document").containsExactlyElementsOf(document.keySet());
    }

    private List<String> type(String block, Map<String, String> names) throws Exception {
        typed.add(block);
        assertThat(document).containsKey(block);
        return typist.types(document.get(block), names);
    }

    private String type(String block) throws Exception {
        return String.join("\n", type(block, Map.of()));
    }

    private void ceremony() throws Exception {
        steady = LoopContract.enrol(folder, client, server, STEADY);
        await("an agent that may not join yet", () -> steady.log().contains("trying again"));
        assertThat(client.all("/devices")).isEmpty();

        var said = type("ceremony");

        assertThat(said).contains("1 of 2 signatures: ann; missing: bob", "2 of ann bob", "people");
        stolen = LoopContract.enrol(folder, client, server, STOLEN);
        awaitOnline(client, steady, stolen);
    }

    private void release() throws Exception {
        var said = type("release");

        assertThat(said).contains("they wait: 1 of 2 signatures: ann; missing: bob");
        awaitState(client, rollOut(client, "1"), "FINISHED");
        var digest =
                client.get("/models/" + MODEL + "/versions/1").get("digest").asString();
        LoopContract.awaitRunning(client, digest, steady, stolen);
    }

    private void onlineKeys() throws Exception {
        for (var role : List.of(Metadata.TIMESTAMP, Metadata.SNAPSHOT)) {
            var before = keyids(role);
            assertThat(type("rotate-" + role)).contains("1 of 2 signatures: ann; missing: bob");
            assertThat(keyids(role)).isNotEqualTo(before);
        }
        var before = keyids("deltas." + MODEL);
        type("rotate-deltas");
        assertThat(keyids("deltas." + MODEL)).isNotEqualTo(before);
    }

    private void goalKeyWhileADeviceIsAway() throws Exception {
        var old = StolenKeys.copied(server.data().resolve("keys/goal-key.pem"));
        assertThat(device.believesGoalBy(old)).isTrue();
        var generation = generation();
        steady.kill();

        type("rotate-goals");
        await(
                "no goal by the old key",
                () -> client.get("/trust").at("/goals/waiting").asLong() == 0);
        steady.startAgain();

        await(STEADY + " accepts the goal that was signed anew", () -> generation() > generation);
        assertThat(device.believesGoalBy(old)).isFalse();
        assertThat(device.believesGoalBy(StolenKeys.copied(server.data().resolve("keys/goal-key.pem"))))
                .isTrue();
    }

    private void peoplesKeys() throws Exception {
        var oldTargets = ofPerson("ann");
        var rootBefore = keyids(Metadata.ROOT);

        type("rotate-targets");
        refusedByServer(oldTargets);
        type("rotate-root");

        assertThat(keyids(Metadata.ROOT)).isNotEqualTo(rootBefore).hasSize(2);
        thieves.add(oldTargets);
    }

    private void otherPeople() throws Exception {
        assertThat(type("more-people")).contains("1 of 2 signatures: ann; missing: bob", "2 of ann bob carol");

        assertThat(type("more-signatures")).contains("1 of 3 signatures: ann; missing: bob, carol");
        deviceFollows("ann", "bob", "carol");
        assertThat(device.believesTargetsBy(ofPerson("ann"), ofPerson("bob"))).isFalse();
        assertThat(device.believesTargetsBy(ofPerson("ann"), ofPerson("bob"), ofPerson("carol")))
                .isTrue();

        type("fewer-people");
        deviceFollows("ann", "bob");
        assertThat(device.believesTargetsBy(ofPerson("ann"), ofPerson("bob"))).isTrue();
        assertThat(device.believesTargetsBy(ofPerson("ann"), ofPerson("carol"))).isFalse();
        assertThat(keyids(Metadata.ROOT)).hasSize(2);
    }

    /** A new goal key makes the device look at the metadata; its agent walks from root to root by itself. */
    private void deviceFollows(String... signers) throws Exception {
        var commands = new ArrayList<>(List.of("ferry keys rotate goals --keys /media/ann"));
        for (var name : signers) {
            commands.add("ferry sign --pending --accept-changes --keys /media/" + name);
        }
        typist.types(commands, Map.of());
        await(STEADY + " believes the newest root", () -> device.rootVersion() == rootVersion());
    }

    private void stolenMedium() throws Exception {
        var thiefs = ofPerson("bob");
        assertThat(device.believesTargetsBy(thiefs)).as("one of two").isFalse();

        type("stolen-medium");

        refusedByServer(thiefs);
        thieves.add(thiefs);
    }

    private void stolenGoalKey() throws Exception {
        var thiefs = StolenKeys.copied(server.data().resolve("keys/goal-key.pem"));
        assertThat(device.believesGoalBy(thiefs)).isTrue();

        type("stolen-goal-key");

        await("the thief's goals are not believed", () -> !device.believesGoalBy(thiefs));
        assertThat(device.rootVersion())
                .as("the device missed some roots and walked along all of them")
                .isEqualTo(rootVersion());
        assertThat(device.believesTargetsBy(ofPerson("ann"), ofPerson("bob"))).isTrue();
        assertThat(device.believesTargetsBy(thieves.toArray(SigningKey[]::new))).isFalse();
    }

    private void stolenDevice() throws Exception {
        var thiefs = new IdentityFiles(folder.resolve(STOLEN).resolve("id"))
                .load()
                .orElseThrow()
                .tls();
        assertThat(status(thiefs)).isEqualTo(200);

        var said = type("stolen-device");

        assertThat(said).contains(MODEL);
        assertThat(status(thiefs)).isNotEqualTo(200);
        assertThat(client.all("/devices")).hasSize(1);
        stolen.close();
    }

    private void leakedJoinString() throws Exception {
        var leaked = client.post("/enrolment-tokens", Map.of("maxUses", 5));
        var id = leaked.get("id").asString();

        var said = type("leaked-join-string", Map.of("TOKEN_ID", id));

        assertThat(said.getFirst()).contains(id, "open");
        assertThat(said).anyMatch(told -> told.contains("revoked " + id));
        assertThat(said.getLast()).contains("enrolment-token.revoked");
    }

    private void leakedToken() throws Exception {
        var leaked = client.post("/api-tokens", Map.of("name", "ci", "roles", List.of("PUBLISHER"), "ttl", "P1D"));
        try (var thief = new ControlPlaneClient(
                URI.create(server.consoleUrl()), leaked.get("token").asString())) {
            assertThat(thief.get("/trust/pending").has("needed")).isTrue();

            type("leaked-token", Map.of("TOKEN_ID", tokenId("ci")));

            assertThat(refusal(thief).exitCode().number()).isEqualTo(5);
        }
    }

    private void stolenServer() throws Exception {
        var goals = StolenKeys.copied(server.data().resolve("keys/goal-key.pem"));
        var online = List.of(keyids(Metadata.SNAPSHOT), keyids(Metadata.TIMESTAMP));
        var fleet = new IdentityFiles(folder.resolve(STEADY).resolve("id"))
                .load()
                .orElseThrow()
                .tls();

        type("stolen-server", Map.of("TOKEN_ID", tokenId("local")));
        await("the thief's goals are not believed", () -> !device.believesGoalBy(goals));
        server.stop();
        type("new-ca");
        server.startAgain();

        assertThat(refusal(client).exitCode().number())
                .as("the old local token")
                .isEqualTo(5);
        client.close();
        client = server.client();
        assertThat(List.of(keyids(Metadata.SNAPSHOT), keyids(Metadata.TIMESTAMP)))
                .doesNotContainAnyElementsOf(online);
        assertThat(catchThrowable(() -> status(fleet))).as("by the old CA").isInstanceOf(IOException.class);

        var joinString = type("rejoin", Map.of()).getFirst().lines().findFirst().orElseThrow();
        steady.startAgain(joinString);
        awaitOnline(client, steady);
        nextRelease();
    }

    /** Everything is new, and an update goes its way as before. */
    private void nextRelease() throws Exception {
        Files.copy(Applications.demoModel("meter-reader-2.onnx"), folder.resolve("meter-reader-2.onnx"));
        var again = document.get("release").stream()
                .map(line -> line.replace("-1.onnx", "-2.onnx")
                        .replace("--version 1", "--version 2")
                        .replace("@1", "@2"))
                .toList();
        typist.types(again, Map.of());
        rollOut(client, "2");
        var digest =
                client.get("/models/" + MODEL + "/versions/2").get("digest").asString();
        LoopContract.awaitRunning(client, digest, steady);
    }

    private long rootVersion() {
        return role(Metadata.ROOT).get("version").asLong();
    }

    private List<String> keyids(String role) {
        return role(role).get("keyids").valueStream().map(id -> id.asString()).toList();
    }

    private JsonNode role(String role) {
        return client.get("/trust")
                .get("roles")
                .valueStream()
                .filter(one -> one.get("role").asString().equals(role))
                .findFirst()
                .orElseThrow();
    }

    private String tokenId(String name) {
        return client.all("/api-tokens").stream()
                .filter(token -> token.get("name").asString().equals(name))
                .map(token -> token.get("id").asString())
                .findFirst()
                .orElseThrow();
    }

    private long generation() {
        return client.get("/devices/" + STEADY).get("generation").asLong();
    }

    private SigningKey ofPerson(String name) throws Exception {
        return StolenKeys.copied(folder.resolve("media").resolve(name).resolve("targets-key.pem"));
    }

    private void refusedByServer(SigningKey thiefs) {
        var pending = Base64.getDecoder()
                .decode(client.get("/trust/pending").get("document").asString());
        var signed = Signed.read(pending, Targets.class).signedAlsoBy(thiefs).bytes();
        var refused = catchThrowableOfType(
                ServerProblem.Refused.class, () -> client.put("/trust/targets", Map.of("targets", signed)));
        assertThat(refused.code()).isEqualTo("metadata-refused");
    }

    private static ServerProblem refusal(ControlPlaneClient who) {
        return catchThrowableOfType(ServerProblem.class, () -> who.get("/trust"));
    }

    private int status(SSLContext identity) throws IOException, InterruptedException {
        var timestamp = HttpRequest.newBuilder(URI.create(server.devicesUrl() + "/device/v1/metadata/timestamp.json"))
                .build();
        try (var http = HttpClient.newBuilder().sslContext(identity).build()) {
            return http.send(timestamp, BodyHandlers.discarding()).statusCode();
        }
    }
}
