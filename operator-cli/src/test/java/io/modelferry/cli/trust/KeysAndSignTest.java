package io.modelferry.cli.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.cli.Ferry;
import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.testing.FakeControlPlane;
import io.modelferry.cli.testing.Typed;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ceremony and the signature, against a server of our own that answers as the API does, or as a thief would. */
final class KeysAndSignTest {

    @TempDir
    Path folder;

    private final SigningKey online = SigningKey.generate();
    private final SigningKey goals = SigningKey.generate();
    private FakeControlPlane server;
    private Typed typed;

    @BeforeEach
    void start() throws IOException {
        server = new FakeControlPlane();
        typed = new Typed(folder, Map.of("MODELFERRY_URL", server.uri().toString(), "MODELFERRY_TOKEN", "mf_1_secret"));
        Files.writeString(folder.resolve("online.json"), trust(0));
        Files.writeString(folder.resolve("secret"), "correct horse\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theCeremonyMakesSealedKeysAndARootThatProvesItself() throws Exception {
        assertThat(init()).isZero();

        var root = root();
        assertThat(root.isSignedBy(root.body().role(Metadata.ROOT), root.body().keys()))
                .isTrue();
        assertThat(root.body().role(Metadata.TIMESTAMP).keyids())
                .containsExactly(Key.of(online.publicHalf()).id());
        var file = folder.resolve("keys/targets-key.pem");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(file)).contains("BEGIN ENCRYPTED PRIVATE KEY");
        assertThat(KeyFile.read(file, "correct horse".toCharArray())
                        .publicHalf()
                        .id())
                .isEqualTo(KeyFile.publicHalf(file).id());
        assertThatThrownBy(() -> KeyFile.read(file, "wrong".toCharArray()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another passphrase");
        assertThat(init()).as("a folder that holds keys").isEqualTo(2);
    }

    @Test
    void showsWhatWaitsAndSendsItSigned() throws Exception {
        init();
        waiting(0, targets(1, model("1", "a"), model("2", "b")));

        assertThat(sign("--yes")).isZero();

        assertThat(typed.err()).contains("meter-reader", "fp32", "a".repeat(64), "1000");
        var sent = sent();
        var root = root().body();
        assertThat(sent.isSignedBy(root.role(Metadata.TARGETS), root.keys())).isTrue();
        assertThat(sent.body().targets()).hasSize(2);
        assertThat(typed.out()).contains("signed targets 1: 2 model files");
    }

    @Test
    void nothingThatWaitsIsNothingToDo() throws Exception {
        init();
        server.answers("GET /trust", 200, trust(0)).answers("GET /trust/pending", 200, "{\"needed\":false}");

        assertThat(sign("--yes")).isZero();

        assertThat(typed.out()).contains("nothing waits");
        assertThat(server.asked()).noneMatch(asked -> asked.method().equals("PUT"));
    }

    @Test
    void nobodyToAskMeansNotSigned() throws Exception {
        init();
        waiting(0, targets(1, model("1", "a")));

        assertThat(sign()).isEqualTo(2);

        assertThat(typed.err()).contains("--yes");
        assertThat(server.asked()).noneMatch(asked -> asked.method().equals("PUT"));
    }

    @Test
    void whatWasSignedBeforeMayNotChangeSilently() throws Exception {
        init();
        waiting(0, targets(1, model("1", "a"), model("2", "b")));
        sign("--yes");
        server.answers("GET /trust/metadata/1.targets.json", 200, text(sent()));
        waiting(1, targets(2, model("1", "c"), model("3", "d")));

        assertThat(sign("--yes")).isEqualTo(3);

        assertThat(typed.err())
                .contains("changed: models/meter-reader/1/fp32.onnx", "removed: models/meter-reader/2/fp32.onnx");
        assertThat(sign("--yes", "--accept-changes")).isZero();
        assertThat(sent().body().version()).isEqualTo(2);
    }

    @Test
    void aFloorThatRisesIsShownBeforeItIsSignedAndOneThatFallsIsSuspicious() throws Exception {
        init();
        waiting(0, targets(1, model("1", "a")));
        sign("--yes");
        server.answers("GET /trust/metadata/1.targets.json", 200, text(sent()));
        waiting(1, targets(2, model("1", "a").withFloor(1)));

        assertThat(sign("--yes")).isZero();

        assertThat(typed.err())
                .contains("meter-reader: no release below 1 is believed any more, by meter-reader@1")
                .doesNotContain("changed: ");
        assertThat(typed.out()).contains("signed targets 2: 0 model files, a higher floor");
        server.answers("GET /trust/metadata/2.targets.json", 200, text(sent()));
        waiting(2, targets(3, model("1", "a")));
        assertThat(sign("--yes")).isEqualTo(3);
        assertThat(typed.err()).contains("changed: models/meter-reader/1/fp32.onnx");
    }

    @Test
    void aServerThatWasSetBackOrHasAnotherRootGetsNoSignature() throws Exception {
        init();
        waiting(0, targets(1, model("1", "a")));
        sign("--yes");
        assertThat(sign("--yes")).as("targets 0 again").isEqualTo(1);
        assertThat(typed.err()).contains("set back");

        var thief = SigningKey.generate();
        var next = root().body()
                .next(Typed.NOON.plus(Duration.ofDays(1)), Metadata.TARGETS, List.of(Key.of(thief.publicHalf())), 1);
        server.answers("GET /trust/metadata/2.root.json", 200, text(Signed.of(next, List.of(thief))));
        assertThat(sign("--yes")).isEqualTo(1);
        assertThat(typed.err()).contains("root 2 that root 1 does not prove");
    }

    @Test
    void aNewRootKeyIsSignedForByBothAndTakesTheOldOnesPlace() throws Exception {
        init();
        var before = KeyFile.publicHalf(folder.resolve("keys/root-key.pem")).id();
        server.answers("GET /trust", 200, trust(0)).answers("PUT /trust/root", 200, trust(0));

        assertThat(ferry("keys", "rotate", "root", "--keys", "keys", "--passphrase-file", "secret"))
                .isZero();

        var second = root();
        assertThat(second.body().version()).isEqualTo(2);
        assertThat(KeyFile.publicHalf(folder.resolve("keys/root-key.pem")).id()).isNotEqualTo(before);
        assertThat(second.isSignedBy(
                        second.body().role(Metadata.ROOT), second.body().keys()))
                .isTrue();
    }

    @Test
    void aThresholdThatCannotBeMetOrAKeyThatIsThereTwiceMakesNoKeys() {
        assertThat(ferry("keys", "new", "--out", "bob", "--name", "bob", "--no-passphrase"))
                .isZero();

        assertThat(initWith("--with", "bob/public.json", "--targets-threshold", "3"))
                .isEqualTo(2);
        assertThat(typed.err()).contains("--targets-threshold: 3 of 2 people cannot be met");
        assertThat(initWith("--with", "bob/public.json", "--with", "bob/public.json"))
                .isEqualTo(2);
        assertThat(typed.err()).contains("one person signs once");
        assertThat(initWith("--with", "online.json")).isNotZero();
        assertThat(initWith("--name", "no name at all")).isEqualTo(2);
        assertThat(folder.resolve("keys/root-key.pem")).doesNotExist();
    }

    @Test
    void theFirstOfTwoSignersLeavesTheRestToTheOther() throws Exception {
        ferry("keys", "new", "--out", "bob", "--name", "bob", "--no-passphrase");
        initWith("--with", "bob/public.json", "--targets-threshold", "2", "--root-threshold", "2");
        Files.copy(folder.resolve("keys/root.json"), folder.resolve("bob/root.json"));
        var waits =
                ",\"signing\":[{\"role\":\"targets\",\"version\":1,\"words\":\"1 of 2 signatures: ann; missing: bob\"}]}";
        waiting(0, targets(1, model("1", "a")));
        server.answers("PUT /trust/targets", 200, trust(0).replaceFirst("}$", waits));

        assertThat(sign("--yes")).isZero();
        assertThat(typed.out()).contains("they wait: 1 of 2 signatures: ann; missing: bob");
        assertThat(folder.resolve("keys/targets.json")).as("not in effect").doesNotExist();

        var begun = sent();
        waiting(0, begun);
        assertThat(ferry("sign", "--pending", "--keys", "bob", "--yes")).isZero();
        var root = root().body();
        assertThat(sent().signers(root.role(Metadata.TARGETS), root.keys())).hasSize(2);
        assertThat(sent().isSignedBy(root.role(Metadata.TARGETS), root.keys())).isTrue();
    }

    private int initWith(String... more) {
        var all = Stream.concat(
                Stream.of("keys", "init", "--out", "keys", "--online", "online.json", "--name", "ann"),
                Stream.concat(Stream.of(more), Stream.of("--passphrase-file", "secret")));
        return ferry(all.toArray(String[]::new));
    }

    private int init() {
        return ferry("keys", "init", "--out", "keys", "--online", "online.json", "--passphrase-file", "secret");
    }

    private int sign(String... more) {
        var all = Stream.concat(
                Stream.of("sign", "--pending", "--keys", "keys", "--passphrase-file", "secret"), Stream.of(more));
        return ferry(all.toArray(String[]::new));
    }

    private int ferry(String... arguments) {
        return Ferry.commandLine(typed.shell()).execute(arguments);
    }

    private Signed<Root> root() throws IOException {
        return Signed.read(Files.readAllBytes(folder.resolve("keys/root.json")), Root.class);
    }

    private Signed<Targets> sent() {
        var body = ControlPlaneClient.parse(server.last().body());
        return Signed.read(Base64.getDecoder().decode(body.path("targets").asString()), Targets.class);
    }

    private static String text(Signed<?> document) {
        return new String(document.bytes(), StandardCharsets.UTF_8);
    }

    private void waiting(long current, Targets next) {
        waiting(current, Signed.of(next, List.of()));
    }

    private void waiting(long current, Signed<Targets> next) {
        var document = Base64.getEncoder().encodeToString(next.bytes());
        server.answers("GET /trust", 200, trust(current))
                .answers("GET /trust/pending", 200, "{\"needed\":true,\"document\":\"" + document + "\"}")
                .answers("PUT /trust/targets", 200, trust(next.body().version()));
    }

    private String trust(long targets) {
        var key = online.publicHalf().encoded();
        return "{\"targets\":\"offline\",\"roles\":[{\"role\":\"targets\",\"version\":%d}],\"onlineKeys\":{\"snapshot\":\"%s\",\"timestamp\":\"%s\"}}"
                .formatted(targets, key, key);
    }

    private Targets targets(long version, SignedModel... models) {
        var key = Key.of(goals.publicHalf());
        var delegations = new Delegations(
                Map.of(key.id(), key), List.of(GoalKeys.delegation(new RoleKeys(List.of(key), 1))), JsonObject.EMPTY);
        return new Targets(
                new Head(version, Typed.NOON.plus(Duration.ofDays(180))),
                Stream.of(models).collect(Collectors.toMap(ModelTarget::path, ModelTarget::target)),
                delegations,
                JsonObject.EMPTY);
    }

    private static SignedModel model(String version, String digit) {
        return new SignedModel(
                new ModelName("meter-reader"),
                new VersionName(version),
                "fp32",
                new ArtifactDigest(digit.repeat(64)),
                1000,
                1,
                0,
                17,
                null);
    }
}
