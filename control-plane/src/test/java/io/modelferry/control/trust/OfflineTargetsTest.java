package io.modelferry.control.trust;

import static io.modelferry.control.trust.TrustRoom.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.agent.tuf.MetadataRefused;
import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.FakeSigners;
import io.modelferry.control.trust.SignedModels.Standing;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of root and targets are with people: here with this test. */
final class OfflineTargetsTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();

    @TempDir
    Path folder;

    private final FakeSigners signers = new FakeSigners();
    private final SigningKey rootKey = SigningKey.generate();
    private final SigningKey targetsKey = SigningKey.generate();
    private DataFolder data;
    private TrustRoom room;
    private Signed<Root> root;

    @BeforeEach
    void begin() {
        POSTGRES.client()
                .sql("truncate trust_metadata, trust_model, trust_delta, trust_waiting, trust_signature")
                .update();
        data = new DataFolder(TrustRoom.configuration(folder.resolve("data"), "offline"));
        room = new TrustRoom(POSTGRES, data, signers, "offline").begun();
        root = Signed.of(firstRoot(), List.of(rootKey));
    }

    @AfterEach
    void end() throws Exception {
        data.close();
    }

    private Root firstRoot() {
        var online = room.views.view().onlineKeys();
        var keys = Map.of(
                Metadata.ROOT, Key.of(rootKey.publicHalf()),
                Metadata.TARGETS, Key.of(targetsKey.publicHalf()),
                Metadata.SNAPSHOT, Key.of(VerificationKey.parse(online.get(Metadata.SNAPSHOT))),
                Metadata.TIMESTAMP, Key.of(VerificationKey.parse(online.get(Metadata.TIMESTAMP))));
        var byId = new HashMap<String, Key>();
        var roles = new HashMap<String, RoleKeys>();
        keys.forEach((role, key) -> {
            byId.put(key.id(), key);
            roles.put(role, new RoleKeys(List.of(key), 1));
        });
        return new Root(new Head(1, room.now.plus(Duration.ofDays(365))), true, byId, roles, JsonObject.EMPTY);
    }

    @Test
    void aModelWaitsUntilPeopleHaveSignedIt() throws Exception {
        assertThat(room.add(model("1", "a"))).isEqualTo(Standing.AWAITING_SIGNATURE);
        assertThatThrownBy(() -> room.files.root()).isInstanceOf(Refusal.class);
        takeRoot();

        var pending = room.inTransaction(room.desk::pending);
        assertThat(pending.models())
                .extracting(PendingTargets.Waiting::digest)
                .containsExactly(model("1", "a").digest());
        take(sign(pending.document()));

        assertThat(room.events).containsExactly(new TargetsSigned(1, List.of(model("1", "a"))));
        assertThat(room.add(model("1", "a"))).isEqualTo(Standing.SIGNED);
        assertThat(device().refresh().find(ModelTarget.path(model("1", "a")))).isPresent();
        assertThat(room.inTransaction(room.desk::pending).needed()).isFalse();
        assertThat(room.audit.rows()).containsExactly("trust.root-signed root", "trust.targets-signed targets");
    }

    @Test
    void whatIsNotTheNextDocumentIsStaleAndChangesNothing() {
        takeRoot();
        var first = room.inTransaction(room.desk::pending).document();
        take(sign(first));

        var refusal = refused(() -> take(sign(first)));

        assertThat(refusal.status().value()).isEqualTo(409);
        assertThat(refusal.code()).isEqualTo("stale-metadata");
        assertThat(refusal.detail()).contains("Fetch again");
        assertThat(room.version(Metadata.TARGETS)).isEqualTo(1);
    }

    @Test
    void aFloorWaitsUntilPeopleHaveSignedItAndTargetsWithoutItAreRefusedFromThenOn() throws Exception {
        takeRoot();
        room.add(model("1", "a"));
        take(sign(room.inTransaction(room.desk::pending).document()));
        var before = sign(room.inTransaction(room.desk::pending).document());

        assertThat(room.inTransaction(() -> room.repository.raiseFloor(TrustRoom.MODEL, 1)))
                .isEqualTo(Standing.AWAITING_SIGNATURE);

        assertThat(room.repository.floor(TrustRoom.MODEL)).isZero();
        var pending = room.inTransaction(room.desk::pending);
        assertThat(pending.reasons()).containsExactly("the floor of meter-reader rises to release 1");
        assertThat(pending.models())
                .singleElement()
                .satisfies(file -> assertThat(file.minCounter()).isEqualTo(1));
        assertThat(room.views.view().waiting()).isEqualTo(1);
        assertThat(refused(() -> take(before)).detail()).contains("not what this server asked");
        assertThat(refused(() -> take(edited(
                                pending.document(), files -> without(files, ModelTarget.path(model("1", "a"))))))
                        .detail())
                .contains("missing here");

        take(sign(pending.document()));

        assertThat(room.repository.floor(TrustRoom.MODEL)).isEqualTo(1);
        assertThat(room.inTransaction(room.desk::pending).needed()).isFalse();
        var path = ModelTarget.path(model("1", "a"));
        assertThat(ModelTarget.read(path, device().refresh().find(path).orElseThrow())
                        .minCounter())
                .isEqualTo(1);
    }

    @Test
    void aDocumentThatSaysAnythingElseThanTheServerAskedIsRefused() {
        takeRoot();
        room.add(model("1", "a"));
        take(sign(room.inTransaction(room.desk::pending).document()));
        room.add(model("2", "b"));
        var document = room.inTransaction(room.desk::pending).document();
        var other = ModelTarget.target(model("2", "c"));

        assertThat(refused(() -> take(Signed.read(document, Targets.class)
                                .signedAlsoBy(rootKey)
                                .bytes()))
                        .detail())
                .contains("signed by the targets keys");
        assertThat(refused(() -> take(edited(document, files -> with(files, ModelTarget.path(model("2", "b")), other))))
                        .detail())
                .contains("models/meter-reader/2/fp32.onnx");
        assertThat(refused(() -> take(edited(document, files -> with(files, "models/meter-reader/9/fp32.onnx", other))))
                        .detail())
                .contains("models/meter-reader/9/fp32.onnx");
        assertThat(refused(() -> take(edited(document, files -> without(files, ModelTarget.path(model("1", "a"))))))
                        .detail())
                .contains("missing here");
        room.now = room.now.plus(Duration.ofDays(200));
        assertThat(refused(() -> take(sign(document))).detail()).contains("ended at");

        assertThat(room.version(Metadata.TARGETS)).isEqualTo(1);
        assertThat(room.add(model("2", "b"))).isEqualTo(Standing.AWAITING_SIGNATURE);
    }

    @Test
    void aThiefOfEveryKeyOnTheServerAddsNoModel() throws Exception {
        takeRoot();
        take(sign(room.inTransaction(room.desk::pending).document()));
        var device = device();
        device.refresh();

        room.add(model("evil", "e"));
        var evil = Signed.read(room.inTransaction(room.desk::pending).document(), Targets.class);
        for (var role : new String[] {"snapshot", "timestamp", "deltas"}) {
            evil = evil.signedAlsoBy(room.keys.of(role));
        }
        var issue = new Issue(
                room.documents,
                new TargetRows(POSTGRES.client()),
                new SignatureRows(POSTGRES.client()),
                room.keys,
                () -> room.now);
        var published = evil;
        room.doing(() -> issue.targets(published)); // as a thief would who does not ask the routes

        var refused = catchThrowableOfType(MetadataRefused.class, device::refresh);
        assertThat(refused.role()).isEqualTo(Metadata.TARGETS);
        assertThat(refused.reason()).isEqualTo(MetadataRefused.Reason.NOT_SIGNED);
    }

    @Test
    void aRootIsTheNextOneSignedByOldAndNewKeysAndLeavesTargetsStanding() throws Exception {
        takeRoot();
        take(sign(room.inTransaction(room.desk::pending).document()));
        var device = device();
        device.refresh();
        var newRootKey = SigningKey.generate();
        var newTargetsKey = SigningKey.generate();
        var second = next(root.body(), Metadata.ROOT, newRootKey);
        var third = next(second, Metadata.TARGETS, newTargetsKey);

        assertThat(refused(() -> takeRoot(Signed.of(second, List.of(newRootKey)), null))
                        .detail())
                .contains("version before");
        takeRoot(Signed.of(second, List.of(rootKey, newRootKey)), null);
        assertThat(refused(() -> takeRoot(Signed.of(third, List.of(newRootKey)), null))
                        .code())
                .isEqualTo("targets-do-not-hold");
        var resigned = Signed.read(room.inTransaction(room.desk::pending).document(), Targets.class)
                .signedAlsoBy(newTargetsKey)
                .bytes();
        takeRoot(Signed.of(third, List.of(newRootKey)), resigned);

        var refreshed = device.refresh(); // it missed root 2
        assertThat(refreshed.trusted().root().body().version()).isEqualTo(3);
        assertThat(refreshed.targets().version()).isEqualTo(2);
    }

    @Test
    void aNewTimestampKeyOfTheServerSignsOnceTheRootNamesIt() throws Exception {
        takeRoot();
        take(sign(room.inTransaction(room.desk::pending).document()));
        var device = device();
        device.refresh();
        var before = room.keys.of(Metadata.TIMESTAMP).publicHalf().id();

        room.doing(() -> room.desk.makeKey(Metadata.TIMESTAMP));
        assertThat(room.keys.of(Metadata.TIMESTAMP).publicHalf().id()).isEqualTo(before);
        var made = VerificationKey.parse(room.views.view().onlineKeys().get(Metadata.TIMESTAMP));
        var named = root.body().next(room.now.plus(Duration.ofDays(365)), Metadata.TIMESTAMP, List.of(Key.of(made)), 1);
        takeRoot(Signed.of(named, List.of(rootKey)), null);

        assertThat(room.keys.of(Metadata.TIMESTAMP).publicHalf().id())
                .isEqualTo(made.id())
                .isNotEqualTo(before);
        assertThat(device.refresh().trusted().root().body().version()).isEqualTo(2);
    }

    @Test
    void aKeyOfRootOrTargetsOnTheServerRefusesToStart() {
        room.keys.of(Metadata.TARGETS);

        assertThatThrownBy(() -> room.begun()).isInstanceOf(CannotStart.class).hasMessageContaining("targets-key.pem");
    }

    private Root next(Root before, String role, SigningKey key) {
        return before.next(room.now.plus(Duration.ofDays(365)), role, List.of(Key.of(key.publicHalf())), 1);
    }

    private void takeRoot() {
        takeRoot(root, null);
    }

    private void takeRoot(Signed<Root> document, byte[] targets) {
        room.doing(() -> room.signed.takeRoot(document.bytes(), targets));
    }

    private void take(byte[] targets) {
        room.doing(() -> room.signed.takeTargets(targets));
    }

    private byte[] sign(byte[] document) {
        return Signed.read(document, Targets.class).signedAlsoBy(targetsKey).bytes();
    }

    private byte[] edited(byte[] document, UnaryOperator<Map<String, TargetFile>> edit) {
        var body = Signed.read(document, Targets.class).body();
        var other = new Targets(body.head(), edit.apply(body.targets()), body.delegations(), body.unknown());
        return Signed.of(other, List.of(targetsKey)).bytes();
    }

    private static Map<String, TargetFile> with(Map<String, TargetFile> files, String path, TargetFile file) {
        var edited = new HashMap<>(files);
        edited.put(path, file);
        return edited;
    }

    private static Map<String, TargetFile> without(Map<String, TargetFile> files, String path) {
        var edited = new HashMap<>(files);
        edited.remove(path);
        return edited;
    }

    private static Refusal refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call);
    }

    private TrustRoom.Device device() throws Exception {
        return room.device(Files.createTempDirectory(folder, "device"), root.bytes());
    }
}
