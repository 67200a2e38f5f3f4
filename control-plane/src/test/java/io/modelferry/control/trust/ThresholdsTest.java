package io.modelferry.control.trust;

import static io.modelferry.control.trust.TrustRoom.MODEL;
import static io.modelferry.control.trust.TrustRoom.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.FakeSigners;
import io.modelferry.control.trust.SignedModels.Standing;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of those who hold keys must sign: ann, bob and cleo the targets, ann and bob the root. */
final class ThresholdsTest {

    private static final TestPostgres POSTGRES = TestPostgres.migrated();

    @TempDir
    Path folder;

    private final Map<String, SigningKey> people = new HashMap<>();
    private DataFolder data;
    private TrustRoom room;
    private Signed<Root> root;

    @BeforeEach
    void begin() {
        POSTGRES.client()
                .sql("truncate trust_metadata, trust_model, trust_delta, trust_waiting, trust_signature")
                .update();
        data = new DataFolder(TrustRoom.configuration(folder.resolve("data"), "offline"));
        room = new TrustRoom(POSTGRES, data, new FakeSigners(), "offline").begun();
        Stream.of("ann", "bob", "cleo", "dora").forEach(name -> people.put(name, SigningKey.generate()));
        root = Signed.of(root(1, List.of("ann", "bob"), 2, 2), keysOf("ann", "bob"));
        takeRoot(root);
        room.add(model("1", "a"));
    }

    @AfterEach
    void end() throws Exception {
        data.close();
    }

    private Root root(long version, List<String> rootKeys, int rootThreshold, int targetsThreshold) {
        var online = room.views.view().onlineKeys();
        var roles = new HashMap<String, RoleKeys>();
        roles.put(Metadata.ROOT, new RoleKeys(publicKeys(rootKeys), rootThreshold));
        roles.put(Metadata.TARGETS, new RoleKeys(publicKeys(List.of("ann", "bob", "cleo")), targetsThreshold));
        var byId = new HashMap<String, Key>();
        publicKeys(List.copyOf(people.keySet())).forEach(key -> byId.put(key.id(), key));
        for (var role : List.of(Metadata.SNAPSHOT, Metadata.TIMESTAMP)) {
            var key = Key.of(VerificationKey.parse(online.get(role)));
            byId.put(key.id(), key);
            roles.put(role, new RoleKeys(List.of(key), 1));
        }
        var names = new HashMap<String, String>();
        people.forEach((name, key) -> names.put(Key.of(key.publicHalf()).id(), name));
        return new KeyHolders(names)
                .in(new Root(
                        new Head(version, room.now.plus(Duration.ofDays(365))), true, byId, roles, JsonObject.EMPTY));
    }

    @Test
    void targetsTakeEffectWithTheSecondPersonsSignatureAndSayWhoSigned() throws Exception {
        take(signed("ann"));

        assertThat(room.version(Metadata.TARGETS)).isZero();
        assertThat(room.events).isEmpty();
        assertThat(waiting()).containsExactly("1 of 2 signatures: ann; missing: bob or cleo");
        assertThat(awaited()).isEqualTo("1 of 2 signatures: ann; missing: bob or cleo");

        room.now = room.now.plus(Duration.ofHours(1));
        take(signed("cleo"));

        assertThat(room.version(Metadata.TARGETS)).isEqualTo(1);
        assertThat(room.events).containsExactly(new TargetsSigned(1, List.of(model("1", "a"))));
        assertThat(waiting()).isEmpty();
        assertThat(room.signing.awaited(MODEL, new VersionName("1"))).isEmpty();
        assertThat(room.signing.on(MODEL, new VersionName("1")))
                .extracting(SignedBy::holder, SignedBy::at)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ann", room.now.minus(Duration.ofHours(1))),
                        org.assertj.core.groups.Tuple.tuple("cleo", room.now));
        var device = room.device(Files.createTempDirectory(folder, "device"), root.bytes());
        assertThat(device.refresh().find(ModelTarget.path(model("1", "a")))).isPresent();
        assertThat(room.audit.rows())
                .containsExactly(
                        "trust.root-signed root", "trust.targets-cosigned targets", "trust.targets-signed targets");
    }

    @Test
    void onePersonWhoSignsTwiceCountsOnce() {
        take(signed("ann"));
        take(signed("ann"));

        assertThat(room.version(Metadata.TARGETS)).isZero();
        assertThat(waiting()).containsExactly("1 of 2 signatures: ann; missing: bob or cleo");
    }

    @Test
    void whoIsNotNamedCountsForNothing() {
        assertThat(refused(() -> take(signed("dora"))).detail()).contains("signed by the targets keys of root 1");
        assertThat(waiting()).isEmpty();

        take(Signed.read(signed("ann"), Targets.class)
                .signedAlsoBy(people.get("dora"))
                .bytes());

        assertThat(room.version(Metadata.TARGETS)).isZero();
        assertThat(waiting()).containsExactly("1 of 2 signatures: ann; missing: bob or cleo");
    }

    @Test
    void anotherDocumentBorrowsNoSignature() {
        var before = pending();
        take(signed("ann"));
        var body = Signed.read(before, Targets.class).body();
        var later = new Head(1, body.expires().plusSeconds(1));
        var other = new Targets(later, body.targets(), body.delegations(), body.unknown());

        take(Signed.of(other, keysOf("bob")).bytes());

        assertThat(room.version(Metadata.TARGETS)).isZero();
        assertThat(waiting()).containsExactly("1 of 2 signatures: bob; missing: ann or cleo");
    }

    @Test
    void whatCameMeanwhileWaitsForTheNextDocument() {
        take(signed("ann"));
        room.add(model("2", "b"));

        take(signed("bob"));

        assertThat(room.add(model("1", "a"))).isEqualTo(Standing.SIGNED);
        assertThat(room.add(model("2", "b"))).isEqualTo(Standing.AWAITING_SIGNATURE);
        assertThat(awaited(new VersionName("2"))).startsWith("0 of 2 signatures; missing");
    }

    @Test
    void whatWasDeletedMeanwhileTakesTheBegunDocumentWithIt() {
        take(signed("ann"));
        room.doing(() -> room.repository.remove(MODEL, new VersionName("1")));
        room.add(model("2", "b"));

        var fresh = Signed.read(pending(), Targets.class);

        assertThat(fresh.body().targets()).containsOnlyKeys(ModelTarget.path(model("2", "b")));
        take(signed("ann"));
        take(signed("bob"));
        assertThat(room.add(model("2", "b"))).isEqualTo(Standing.SIGNED);
    }

    @Test
    void aRootNeedsTwoOfTheOldAndTwoOfTheNewKeys() throws Exception {
        take(signed("ann"));
        take(signed("bob"));
        var device = room.device(Files.createTempDirectory(folder, "device"), root.bytes());
        device.refresh();
        var second = root(2, List.of("ann", "dora"), 2, 2);

        assertThat(refused(() -> takeRoot(Signed.of(second, keysOf("dora")))).detail())
                .contains("version before");
        takeRoot(Signed.of(second, keysOf("ann")));
        takeRoot(Signed.of(second, keysOf("ann", "dora")));
        assertThat(room.version(Metadata.ROOT)).isEqualTo(1);
        assertThat(waiting())
                .containsExactly(
                        "keys of root 1: 1 of 2 signatures: ann; missing: bob; keys of root 2: 2 of 2 signatures: ann, dora");
        assertThat(device.refresh().trusted().root().body().version()).isEqualTo(1);

        takeRoot(Signed.of(second, keysOf("bob")));

        assertThat(room.version(Metadata.ROOT)).isEqualTo(2);
        assertThat(device.refresh().trusted().root().body().version()).isEqualTo(2);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void aHigherThresholdForTargetsComesWithTargetsThatMeetIt() {
        take(signed("ann"));
        take(signed("bob"));
        var second = root(2, List.of("ann", "bob"), 2, 3);

        assertThat(refused(() -> takeRoot(Signed.of(second, keysOf("ann", "bob"))))
                        .code())
                .isEqualTo("targets-do-not-hold");
        var targets = Signed.read(pending(), Targets.class);
        takeRoot(Signed.of(second, keysOf("ann", "bob")), targets.signedAlsoBy(people.get("ann")));
        assertThat(room.version(Metadata.ROOT)).isEqualTo(1);
        takeRoot(Signed.of(second, keysOf("bob")), targets.signedAlsoBy(people.get("bob")));
        assertThat(waiting())
                .containsExactly("2 of 2 signatures: ann, bob", "2 of 3 signatures: ann, bob; missing: cleo");
        takeRoot(Signed.of(second, keysOf("bob")), targets.signedAlsoBy(people.get("cleo")));

        assertThat(room.version(Metadata.ROOT)).isEqualTo(2);
        assertThat(room.version(Metadata.TARGETS)).isEqualTo(2);
    }

    @Test
    void aRootThatNobodyCouldSignUnderIsRefused() {
        var second = root(2, List.of("ann", "bob"), 3, 2);

        assertThat(refused(() -> takeRoot(Signed.of(second, keysOf("ann", "bob"))))
                        .detail())
                .contains("root asks for 3 signatures and names 2 keys");
    }

    private List<String> waiting() {
        return room.views.view().signing().stream().map(Signing::words).toList();
    }

    private String awaited() {
        return awaited(new VersionName("1"));
    }

    private String awaited(VersionName version) {
        return room.signing.awaited(MODEL, version).orElseThrow().words();
    }

    private byte[] pending() {
        return room.inTransaction(room.desk::pending).document();
    }

    /** What the server asks for, with this person's signature beside those that are there. */
    private byte[] signed(String person) {
        return Signed.read(pending(), Targets.class)
                .signedAlsoBy(people.get(person))
                .bytes();
    }

    private void take(byte[] targets) {
        room.doing(() -> room.signed.takeTargets(targets));
    }

    private void takeRoot(Signed<Root> document) {
        room.doing(() -> room.signed.takeRoot(document.bytes(), null));
    }

    private void takeRoot(Signed<Root> document, Signed<Targets> targets) {
        room.doing(() -> room.signed.takeRoot(document.bytes(), targets.bytes()));
    }

    private List<SigningKey> keysOf(String... names) {
        return Stream.of(names).map(people::get).toList();
    }

    private List<Key> publicKeys(List<String> names) {
        return names.stream()
                .map(people::get)
                .map(key -> Key.of(key.publicHalf()))
                .toList();
    }

    private static Refusal refused(ThrowingCallable call) {
        return catchThrowableOfType(Refusal.class, call);
    }
}
