package io.modelferry.cli.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.cli.Ferry;
import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.testing.FakeControlPlane;
import io.modelferry.cli.testing.Typed;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other people, or another number of them, on a fleet that runs: ann and bob sign already, carol comes. */
final class KeysChangeTest {

    @TempDir
    Path folder;

    private final SigningKey online = SigningKey.generate();
    private final SigningKey goals = SigningKey.generate();
    private FakeControlPlane server;
    private Typed typed;

    @BeforeEach
    void aFleetOfTwoPeople() throws IOException {
        server = new FakeControlPlane();
        typed = new Typed(folder, Map.of("MODELFERRY_URL", server.uri().toString(), "MODELFERRY_TOKEN", "mf_1_secret"));
        Files.writeString(folder.resolve("online.json"), trust(0));
        fresh("bob");
        fresh("carol");
        assertThat(ferry("keys init --out ann --online online.json --name ann --with bob/public.json"
                        + " --root-threshold 2 --targets-threshold 2 --no-passphrase"))
                .isZero();
        server.answers("GET /trust", 200, trust(0)).answers("PUT /trust/root", 200, trust(0));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void fresh(String name) {
        assertThat(ferry("keys new --out %s --name %s --no-passphrase".formatted(name, name)))
                .isZero();
    }

    private int ferry(String line) {
        return Ferry.commandLine(typed.shell()).execute(line.split(" "));
    }

    private int change(String more) {
        return ferry("keys change --keys ann " + more);
    }

    private Root held() throws IOException {
        return Signed.read(Files.readAllBytes(folder.resolve("ann/root.json")), Root.class)
                .body();
    }

    private Signed<Root> sent() {
        return document("root", Root.class);
    }

    private <T extends Metadata> Signed<T> document(String name, Class<T> type) {
        var body = ControlPlaneClient.parse(server.last().body());
        return Signed.read(Base64.getDecoder().decode(body.path(name).asString()), type);
    }

    private List<String> people(Root root, String role) {
        var holders = KeyHolders.of(root);
        return root.role(role).keyids().stream()
                .map(keyid -> holders.of(keyid).orElseThrow())
                .toList();
    }

    private SigningKey key(String name, String role) throws IOException {
        return KeyFile.read(folder.resolve(name).resolve(role + "-key.pem"), new char[0]);
    }

    private static String text(Signed<?> document) {
        return new String(document.bytes(), StandardCharsets.UTF_8);
    }

    private String trust(long targets) {
        var key = online.publicHalf().encoded();
        return "{\"targets\":\"offline\",\"roles\":[{\"role\":\"targets\",\"version\":%d}],\"onlineKeys\":{\"snapshot\":\"%s\",\"timestamp\":\"%s\"}}"
                .formatted(targets, key, key);
    }

    private Targets targets(long version) {
        var key = Key.of(goals.publicHalf());
        var delegations = new Delegations(
                Map.of(key.id(), key), List.of(GoalKeys.delegation(new RoleKeys(List.of(key), 1))), JsonObject.EMPTY);
        return new Targets(
                new Head(version, Typed.NOON.plus(Duration.ofDays(180))), Map.of(), delegations, JsonObject.EMPTY);
    }

    /** Targets 1 by these people are in effect, and the server would have targets 2 signed. */
    private void signedTargetsBy(String... names) throws IOException {
        var keys = Arrays.stream(names)
                .map(name -> {
                    try {
                        return key(name, Metadata.TARGETS);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
        var next = Base64.getEncoder()
                .encodeToString(Signed.of(targets(2), List.of()).bytes());
        server.answers("GET /trust", 200, trust(1))
                .answers("GET /trust/metadata/1.targets.json", 200, text(Signed.of(targets(1), keys)))
                .answers("GET /trust/pending", 200, "{\"needed\":false,\"document\":\"" + next + "\"}");
    }

    @Test
    void somebodyWhoComesSignsBothRolesUnderTheOldNumber() throws Exception {
        signedTargetsBy("ann", "bob");

        assertThat(change("--with carol/public.json")).as(typed.err()).isZero();

        var root = sent();
        for (var role : KeyFolder.HELD) {
            assertThat(people(root.body(), role)).containsExactly("ann", "bob", "carol");
            assertThat(root.body().role(role).threshold()).isEqualTo(2);
        }
        assertThat(root.body().version()).isEqualTo(2);
        assertThat(root.signers(held().role(Metadata.ROOT), held().keys()))
                .containsExactly(Key.of(key("ann", Metadata.ROOT).publicHalf()).id());
        assertThat(server.last().body()).as("the targets hold").doesNotContain("\"targets\"");
        assertThat(typed.err()).contains("! root: 2 of ann ", "carol ", "before 2 of ann ");
    }

    @Test
    void aHigherNumberForTargetsSendsThemSignedOnceMoreByWhoBegins() throws Exception {
        signedTargetsBy("ann", "bob");

        assertThat(change("--with carol/public.json --targets-threshold 3"))
                .as(typed.err())
                .isZero();

        var root = sent().body();
        assertThat(root.role(Metadata.TARGETS).threshold()).isEqualTo(3);
        assertThat(root.role(Metadata.ROOT).threshold()).isEqualTo(2);
        var targets = document("targets", Targets.class);
        assertThat(targets.body().version()).isEqualTo(2);
        assertThat(targets.signers(root.role(Metadata.TARGETS), root.keys()))
                .containsExactly(
                        Key.of(key("ann", Metadata.TARGETS).publicHalf()).id());
    }

    @Test
    void whoGoesIsNamedNoMoreAndTheirKeyIsForgotten() throws Exception {
        signedTargetsBy("ann", "bob");

        assertThat(change("--without bob --root-threshold 1 --targets-threshold 1"))
                .as(typed.err())
                .isZero();

        var root = sent().body();
        assertThat(people(root, Metadata.ROOT)).containsExactly("ann");
        assertThat(people(root, Metadata.TARGETS)).containsExactly("ann");
        assertThat(root.keys())
                .doesNotContainKey(
                        Key.of(key("bob", Metadata.TARGETS).publicHalf()).id());
        assertThat(KeyHolders.of(root).names()).doesNotContainValue("bob");
    }

    @Test
    void oneRoleMayChangeAlone() throws Exception {
        assertThat(change("--role targets --with carol/public.json"))
                .as(typed.err())
                .isZero();

        assertThat(people(sent().body(), Metadata.ROOT)).containsExactly("ann", "bob");
        assertThat(people(sent().body(), Metadata.TARGETS)).containsExactly("ann", "bob", "carol");
    }

    @Test
    void theRootThatWaitsStaysOutOfTheFolderAndTheWordsSayForWhom() throws Exception {
        var waits =
                ",\"signing\":[{\"role\":\"root\",\"version\":2,\"words\":\"1 of 2 signatures: ann; missing: bob\"}]}";
        server.answers("PUT /trust/root", 200, trust(0).replaceFirst("}$", waits));

        assertThat(change("--with carol/public.json")).isZero();

        assertThat(typed.out()).contains("root 2 waits: 1 of 2 signatures: ann; missing: bob");
        assertThat(held().version()).as("what ann's folder believes").isEqualTo(1);
    }

    @Test
    void theOtherAgreesOnceSheHasSeenWhoComes() throws Exception {
        var one = Signed.read(Files.readAllBytes(folder.resolve("ann/root.json")), Root.class);
        Files.write(folder.resolve("bob/root.json"), one.bytes());
        change("--with carol/public.json");
        var begun = Base64.getEncoder().encodeToString(sent().bytes());
        server.answers("GET /trust/metadata/2.root.json", 404, "{}")
                .answers("GET /trust/pending", 200, "{\"needed\":false,\"root\":\"" + begun + "\"}");

        assertThat(ferry("sign --pending --keys bob --yes")).isEqualTo(3);
        assertThat(typed.err()).contains("carol", "--accept-changes");
        ferry("sign --pending --keys bob --yes --accept-changes");

        var put = server.asked().stream()
                .filter(asked -> asked.method().equals("PUT"))
                .toList()
                .getLast();
        var body = ControlPlaneClient.parse(put.body());
        var root = Signed.read(Base64.getDecoder().decode(body.path("root").asString()), Root.class);
        assertThat(root.isSignedBy(one.body().role(Metadata.ROOT), one.body().keys()))
                .as("by as many of the old ones as they asked for")
                .isTrue();
        assertThat(root.isSignedBy(root.body().role(Metadata.ROOT), root.body().keys()))
                .isTrue();
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingIsSigned() throws Exception {
        refused("", "nothing changes");
        refused("--targets-threshold 2", "nothing changes");
        refused("--targets-threshold 3", "--targets-threshold: 3 of 2 people cannot be met");
        refused("--root-threshold 0", "--root-threshold: 0 of 2 people cannot be met");
        refused("--without bob", "--root-threshold: 2 of 1 people cannot be met");
        refused("--without dave", "nobody called 'dave'");
        refused("--with bob/public.json", "'bob' signs root already");
        refused("--with carol/public.json --with carol/public.json", "'carol' signs root already");
        refused("--role snapshot --with carol/public.json", "--role: root or targets, not 'snapshot'");
        signedTargetsBy("ann", "bob");
        refused("--role targets --without ann --with carol/public.json", "let one of those begin");
        server.answers("GET /trust", 200, "{\"targets\":\"embedded\"}");
        refused("--with carol/public.json", "holds every key itself");
    }

    private void refused(String more, String why) {
        assertThat(ferry(("keys change --keys ann " + more).strip())).as(more).isEqualTo(2);
        assertThat(typed.err()).contains(why);
        assertThat(server.asked()).noneMatch(asked -> asked.method().equals("PUT"));
    }
}
