package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.TufRepository;
import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.trust.SigningKey;
import io.modelferry.protocol.tuf.Hashes;
import io.modelferry.protocol.tuf.MetaFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section 5 of the specification from 5.1 to 5.6.6, clause by clause: what is to be accepted is, and what is to be refused is
 * refused under that clause and leaves what was trusted before.
 */
class WorkflowTest {

    private static final UnaryOperator<byte[]> EDITED = bytes -> text(bytes)
            .replace("\"spec_version\":\"1.0.34\"", "\"spec_version\":\"1.0.33\"")
            .getBytes(StandardCharsets.UTF_8);
    private static final UnaryOperator<byte[]> PADDED = bytes -> (text(bytes) + "\n").getBytes(StandardCharsets.UTF_8);
    private static final UnaryOperator<byte[]> CUT = bytes -> Arrays.copyOf(bytes, bytes.length - 1);
    private static final Hashes WRONG = Hashes.of(new ArtifactDigest("0".repeat(64)));

    private TufRepository repository;
    private TufDevice device;

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @BeforeEach
    void aDeviceThatHasBeenUpToDateOnce() throws Exception {
        repository = new TufRepository();
        device = new TufDevice(repository);
        device.refresh();
    }

    @Test
    void asksForEachDocumentOnceAndKeepsEachAsItCame() throws Exception {
        var fresh = new TufDevice(repository);

        var refreshed = fresh.refresh();

        assertThat(repository.requests)
                .containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
        assertThat(refreshed.trusted()).hasToString("root 1, timestamp 1, snapshot 1");
        for (var role : List.of(ROOT, TIMESTAMP, SNAPSHOT, TARGETS)) {
            assertThat(fresh.kept(role)).as(role).isEqualTo(repository.bytes(role));
        }
    }

    @Test
    void asksOnlyForRootAndTimestampWhenNothingIsNew() throws Exception {
        device.refresh();

        assertThat(repository.requests).containsExactly("2.root.json", "timestamp.json");
    }

    @Nested
    @DisplayName("5.1 and 5.2: start time, trusted root")
    class Start {

        @Test
        @DisplayName("5.1 accepts what expires while the refresh runs, refuses it in the next")
        void fixesTheTimeAtTheStart() throws Exception {
            repository.expires(TIMESTAMP, Duration.ofHours(1)).publish(TIMESTAMP);

            device.refresh((file, most) -> {
                device.clock.move(Duration.ofMinutes(50));
                return repository.fetch(file, most);
            });

            assertThat(device.version(TIMESTAMP)).isEqualTo(2);
            device.refuses("5.4.4", Reason.EXPIRED, TIMESTAMP);
        }

        @Test
        @DisplayName("5.2 accepts a trusted root that has expired if a newer one has not")
        void expiredRootLeadsOn() throws Exception {
            repository.expires(ROOT, Duration.ofDays(60)).expires(TIMESTAMP, Duration.ofDays(60));
            repository.expires(SNAPSHOT, Duration.ofDays(60)).expires(TARGETS, Duration.ofDays(60));
            repository.publish(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);
            device.clock.move(Duration.ofDays(40));

            device.refresh();

            assertThat(device.version(ROOT)).isEqualTo(2);
        }

        static Stream<UnaryOperator<byte[]>> noRoots() {
            return Stream.of(EDITED, CUT, bytes -> new byte[0]);
        }

        @ParameterizedTest
        @MethodSource("noRoots")
        @DisplayName("5.2 refuses a root that its own keys have not signed, and asks for nothing")
        void refusesARootThatDoesNotProveItself(UnaryOperator<byte[]> spoilt) throws Exception {
            MetadataStore.open(device.disk, TufDevice.FOLDER).keep(ROOT, spoilt.apply(repository.bytes(ROOT)));

            assertThatThrownBy(() -> device.refresh())
                    .isInstanceOfSatisfying(
                            MetadataRefused.class, e -> assertThat(e.clause()).isEqualTo("5.2"));
            assertThat(repository.requests).isEmpty();
        }

        @Test
        @DisplayName("5.2 refuses to begin without a root")
        void refusesToBeginWithoutARoot() throws Exception {
            MetadataStore.open(device.disk, TufDevice.FOLDER).forget(ROOT);

            device.refuses("5.2", Reason.ABSENT, TARGETS);
        }
    }

    @Nested
    @DisplayName("5.3: root")
    class TheRoot {

        @Test
        @DisplayName("5.3.3 goes on with the trusted root when there is no newer one")
        void noNewerRoot() throws Exception {
            device.refresh();

            assertThat(device.version(ROOT)).isEqualTo(1);
        }

        @Test
        @DisplayName("5.3.3 refuses a root of more than W bytes")
        void refusesALongRoot() {
            repository.publish(ROOT);
            repository.tamper(ROOT, bytes -> new byte[Limits.USUAL.rootBytes() + 1]);

            device.refuses("5.3.3", Reason.TOO_LONG, ROOT);
        }

        @Test
        @DisplayName("5.3.3 stops after Y roots and goes on in the next refresh")
        void stopsAfterManyRoots() throws Exception {
            device.limits = new Limits(512 << 10, 3, 16 << 10, 2 << 20, 32 << 20, 32);
            repository.publish(ROOT, ROOT, ROOT, ROOT, ROOT);

            device.refresh();
            assertThat(device.version(ROOT)).isEqualTo(4);
            device.refresh();
            assertThat(device.version(ROOT)).isEqualTo(6);
        }

        /** Keys by number; the last row decides. Old keys, old threshold | new keys, new threshold | signers | accepted. */
        @ParameterizedTest(name = "5.3.4 {0} threshold {1} → {2} threshold {3}, signed by {4}: {5}")
        @CsvSource({
            "0, 1, 0, 1, 0, true",
            "0, 1, 1, 1, 0 1, true",
            "0, 1, 1, 1, 9 1 0 8, true",
            "0, 1, 1, 1, 1, false",
            "0, 1, 1, 1, 0, false",
            "0, 1, 1, 1, 8 9, false",
            "0 1 2 3 4, 3, 0 1 3 4 5, 3, 0 1 4, true",
            "0 1 2 3 4, 3, 0 1 3 4 5, 3, 0 2 4 5, true",
            "0 1 2 3 4, 3, 0 1 3 4 5, 3, 0 2 4, false",
            "0 1 2 3 4, 3, 0 1 3 4 5, 3, 0 4 5, false",
            "0 1 2 3 4, 3, 5 6 7 8 9, 3, 0 1 2 5 6 7, true",
            "0 1 2, 1, 0 1 2, 2, 0 1, true",
            "0 1 2, 1, 0 1 2, 2, 1, false",
            "0 1 2, 2, 0 1 2, 1, 0 1, true",
            "0 1 2, 2, 0 1 2, 1, 0, false"
        })
        void needsBothThresholds(
                String oldKeys, int oldThreshold, String newKeys, int newThreshold, String signers, boolean accepted)
                throws Exception {
            var all =
                    IntStream.range(0, 10).mapToObj(i -> SigningKey.generate()).toList();
            var root = repository.role(ROOT);
            root.signers = new ArrayList<>(root.keys);
            root.signers.addAll(all);
            root.keys = chosen(all, oldKeys);
            root.threshold = oldThreshold;
            repository.publish(ROOT);
            device = new TufDevice(repository);
            root.keys = chosen(all, newKeys);
            root.threshold = newThreshold;
            root.signers = chosen(all, signers);
            repository.publish(ROOT);

            if (accepted) {
                device.refresh();
                assertThat(device.kept(ROOT)).isEqualTo(repository.bytes(ROOT));
            } else {
                device.refuses("5.3.4", Reason.NOT_SIGNED, ROOT);
            }
        }

        private static List<SigningKey> chosen(List<SigningKey> all, String numbers) {
            return new ArrayList<>(Arrays.stream(numbers.split(" "))
                    .map(number -> all.get(Integer.parseInt(number)))
                    .toList());
        }

        @Test
        @DisplayName(
                "5.3.4 refuses a root that was changed after it was signed, and takes it the next time as it should be")
        void refusesAnEditedRoot() throws Exception {
            repository.publish(ROOT);
            var good = repository.bytes(ROOT);
            repository.tamper(ROOT, EDITED);

            device.refuses("5.3.4", Reason.NOT_SIGNED, ROOT);

            repository.tamper(ROOT, bad -> good);
            device.refresh();
            assertThat(device.version(ROOT)).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 3})
        @DisplayName("5.3.5 refuses any version but the next under the next one's name")
        void refusesASkippedOrOldVersion(long version) {
            repository.role(ROOT).version = version - 1;
            repository.publish(ROOT);
            repository.serve("2.root.json", repository.bytes(ROOT));

            device.refuses("5.3.5", Reason.ROLLBACK, ROOT);
        }

        @Test
        @DisplayName("5.3.6 passes over an intermediate root that has expired")
        void passesOverAnExpiredIntermediateRoot() throws Exception {
            repository.expires(ROOT, Duration.ofDays(-1)).publish(ROOT);
            repository.expires(ROOT, Duration.ofDays(30)).publish(ROOT);

            device.refresh();

            assertThat(device.version(ROOT)).isEqualTo(3);
        }

        @Test
        @DisplayName("5.3.8 and 5.3.10 keep a root that has expired, and go no further")
        void keepsAnExpiredRootAndGoesNoFurther() {
            repository.expires(ROOT, Duration.ofDays(-1)).publish(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);

            device.refuses("5.3.10", Reason.EXPIRED, TIMESTAMP);

            assertThat(device.kept(ROOT)).isEqualTo(repository.bytes(ROOT));
            assertThat(repository.requests).containsExactly("2.root.json", "3.root.json");
        }

        @Test
        @DisplayName("5.3.10 refuses a root in the second in which it expires")
        void refusesARootInTheSecondInWhichItExpires() {
            device.clock.move(Duration.ofDays(30));

            device.refuses("5.3.10", Reason.EXPIRED, ROOT);
        }

        @Test
        @DisplayName("5.3.12 asks for names without versions where snapshots are not consistent")
        void asksForPlainNames() throws Exception {
            repository.consistent = false;
            repository.publish(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);

            device.refresh();

            assertThat(repository.requests)
                    .containsExactly("2.root.json", "3.root.json", "timestamp.json", "snapshot.json", "targets.json");
        }
    }

    /** An attacker with the online keys has driven versions up; the owner takes the keys away and begins anew. */
    @Nested
    @DisplayName("5.3.11: recovery from a fast-forward attack")
    class Recovery {

        @Test
        @DisplayName("5.3.11 takes an older timestamp after the timestamp's key was rotated")
        void timestamp() throws Exception {
            repository.role(TIMESTAMP).version = 1_000_000;
            repository.publish(TIMESTAMP);
            device.refresh();
            repository.role(TIMESTAMP).version = 1;
            repository.rotate(TIMESTAMP);

            repository.publish(ROOT, TIMESTAMP);
            device.refresh();

            assertThat(device.version(TIMESTAMP)).isEqualTo(2);
        }

        @Test
        @DisplayName("5.3.11 takes an older snapshot after both keys were rotated")
        void snapshot() throws Exception {
            repository.role(SNAPSHOT).version = 1_000_000;
            repository.publish(SNAPSHOT, TIMESTAMP);
            device.refresh();
            repository.role(SNAPSHOT).version = 1;
            repository.rotate(SNAPSHOT);
            repository.rotate(TIMESTAMP);

            repository.publish(ROOT, SNAPSHOT, TIMESTAMP);
            device.refresh();

            assertThat(device.version(SNAPSHOT)).isEqualTo(2);
        }

        @Test
        @DisplayName("5.3.11 takes older targets, and fewer, after the snapshot's key was rotated")
        void targets() throws Exception {
            repository.role(TARGETS).version = 1_000_000;
            repository.delegate(TARGETS, "evil", false, "*");
            repository.publish("evil", TARGETS, SNAPSHOT, TIMESTAMP);
            device.refresh();
            repository.role(TARGETS).version = 1;
            repository.role(TARGETS).delegations.clear();
            repository.meta.remove("evil.json");
            repository.rotate(SNAPSHOT);

            repository.publish(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);
            device.refresh();

            assertThat(device.version(TARGETS)).isEqualTo(2);
        }

        @Test
        @DisplayName("5.3.11 forgets both if the power went between the new root and the forgetting")
        void afterAPowerCut() throws Exception {
            repository.role(TIMESTAMP).version = 1_000_000;
            repository.publish(TIMESTAMP);
            device.refresh();
            repository.role(TIMESTAMP).version = 1;
            repository.rotate(TIMESTAMP);
            repository.publish(ROOT, TIMESTAMP);
            MetadataStore.open(device.disk, TufDevice.FOLDER).keep(ROOT, repository.bytes(ROOT));

            device.refresh();

            assertThat(device.version(TIMESTAMP)).isEqualTo(2);
        }

        @Test
        @DisplayName("5.3.11 forgets nothing for a key that came beside the old one")
        void forgetsNothingForAnotherKeyBeside() throws Exception {
            repository.role(TIMESTAMP).version = 100;
            repository.publish(TIMESTAMP);
            device.refresh();
            repository.role(TIMESTAMP).keys.add(SigningKey.generate());
            repository.role(TIMESTAMP).version = 1;
            repository.publish(ROOT, TIMESTAMP);

            device.refuses("5.4.3.1", Reason.ROLLBACK, TIMESTAMP);
        }
    }

    @Nested
    @DisplayName("5.4: timestamp")
    class TheTimestamp {

        @Test
        @DisplayName("5.4.1 refuses a timestamp of more than X bytes, and a repository without one")
        void refusesALongOrMissingTimestamp() {
            repository.publish(TIMESTAMP);
            repository.tamper(TIMESTAMP, bytes -> new byte[Limits.USUAL.timestampBytes() + 1]);
            device.refuses("5.4.1", Reason.TOO_LONG, TIMESTAMP);

            repository.lose(TIMESTAMP);
            device.refuses("5.4.1", Reason.ABSENT, TIMESTAMP);
        }

        @Test
        @DisplayName("5.4.2 refuses a timestamp that was changed, is cut short, or is another role's document")
        void refusesWhatIsNotATimestamp() {
            repository.publish(TIMESTAMP);
            var good = repository.bytes(TIMESTAMP);

            repository.tamper(TIMESTAMP, EDITED);
            device.refuses("5.4.2", Reason.NOT_SIGNED, TIMESTAMP);
            repository.tamper(TIMESTAMP, bad -> CUT.apply(good));
            device.refuses("5.4.2", Reason.MALFORMED, TIMESTAMP);
            repository.tamper(TIMESTAMP, bad -> repository.bytes(SNAPSHOT));
            device.refuses("5.4.2", Reason.MALFORMED, TIMESTAMP);
        }

        @Test
        @DisplayName("5.4.3.1 accepts a newer version, refuses an older one")
        void refusesAnOlderVersion() throws Exception {
            var old = repository.bytes(TIMESTAMP);
            repository.publish(TIMESTAMP);
            device.refresh();
            assertThat(device.version(TIMESTAMP)).isEqualTo(2);

            repository.tamper(TIMESTAMP, bytes -> old);
            device.refuses("5.4.3.1", Reason.ROLLBACK, TIMESTAMP);
        }

        @Test
        @DisplayName("5.4.3.1 passes over another content of the trusted version without complaint")
        void passesOverTheSameVersion() throws Exception {
            var first = device.kept(TIMESTAMP);
            repository.snapshot = new MetaFile(100, null, null);
            repository.release(TIMESTAMP);

            device.refresh();

            assertThat(device.kept(TIMESTAMP)).isEqualTo(first);
            assertThat(repository.requests).containsExactly("2.root.json", "timestamp.json");
        }

        @Test
        @DisplayName("5.4.3.2 refuses a newer timestamp that lists an older snapshot")
        void refusesAnOlderSnapshotInANewerTimestamp() throws Exception {
            var first = repository.snapshot;
            repository.publish(SNAPSHOT, TIMESTAMP);
            device.refresh();

            repository.snapshot = first;
            repository.publish(TIMESTAMP);
            device.refuses("5.4.3.2", Reason.ROLLBACK, TIMESTAMP);
        }

        @Test
        @DisplayName("5.4.4 refuses a newer timestamp that has expired, though the trusted one has not")
        void refusesAnExpiredTimestamp() {
            repository.expires(TIMESTAMP, Duration.ofDays(-5)).publish(TIMESTAMP);

            device.refuses("5.4.4", Reason.EXPIRED, TIMESTAMP);
        }

        @Test
        @DisplayName("5.4.4 refuses the trusted timestamp itself once it has expired: stricter than 5.4.3.1")
        void refusesTheTrustedTimestampOnceItHasExpired() throws Exception {
            repository.expires(TIMESTAMP, Duration.ofDays(1)).publish(TIMESTAMP);
            device.refresh();
            device.clock.move(Duration.ofHours(23));
            device.refresh();
            device.clock.move(Duration.ofHours(1));

            device.refuses("5.4.4", Reason.EXPIRED, TIMESTAMP);
        }

        @Test
        @DisplayName("5.4.4 comes back with a newer timestamp after the trusted one has expired")
        void comesBackAfterAnExpiredTimestamp() throws Exception {
            device.clock.move(Duration.ofDays(29));
            repository.expires(TIMESTAMP, Duration.ofHours(1)).publish(TIMESTAMP);
            assertThatThrownBy(() -> device.refresh()).isInstanceOf(MetadataRefused.class);
            repository.expires(TIMESTAMP, Duration.ofDays(40)).publish(TIMESTAMP);

            device.refresh();

            assertThat(device.version(TIMESTAMP)).isEqualTo(3);
        }

        @Test
        @DisplayName("5.4.5 keeps the timestamp before the snapshot is had, and goes on from it")
        void keepsTheTimestampFirst() throws Exception {
            repository.publish(SNAPSHOT, TIMESTAMP);
            var snapshot = repository.bytes(SNAPSHOT);
            repository.lose(SNAPSHOT);
            device.refuses("5.5.1", Reason.ABSENT, SNAPSHOT);
            assertThat(device.version(TIMESTAMP)).isEqualTo(2);

            repository.serve("2.snapshot.json", snapshot);
            device.refresh();
            assertThat(device.version(SNAPSHOT)).isEqualTo(2);
        }
    }

    @Nested
    @DisplayName("5.5: snapshot")
    class TheSnapshot {

        @Test
        @DisplayName(
                "5.5.1 refuses more than the timestamp lists, and a timestamp that lists more than is ever fetched")
        void refusesALongSnapshot() {
            repository.publish(SNAPSHOT, TIMESTAMP);
            repository.tamper(SNAPSHOT, PADDED);
            device.refuses("5.5.1", Reason.TOO_LONG, SNAPSHOT);

            repository.snapshot = new MetaFile(2, 1L << 40, null);
            repository.publish(TIMESTAMP);
            device.refuses("5.5.1", Reason.TOO_LONG, SNAPSHOT);
        }

        @Test
        @DisplayName("5.5.1 refuses more than Y bytes where the timestamp lists no length")
        void refusesALongSnapshotOfUnknownLength() {
            repository.hashed = false;
            repository.publish(SNAPSHOT, TIMESTAMP);
            repository.tamper(SNAPSHOT, bytes -> new byte[Limits.USUAL.snapshotBytes() + 1]);

            device.refuses("5.5.1", Reason.TOO_LONG, SNAPSHOT);
        }

        @Test
        @DisplayName("5.5.2 refuses another hash or length than the timestamp lists, accepts none")
        void refusesAnotherHash() throws Exception {
            repository.publish(SNAPSHOT);
            var right = repository.snapshot;

            repository.snapshot = new MetaFile(2, right.length(), WRONG);
            repository.publish(TIMESTAMP);
            device.refuses("5.5.2", Reason.MISMATCH, SNAPSHOT);
            repository.snapshot = new MetaFile(2, right.length() + 1, null);
            repository.publish(TIMESTAMP);
            device.refuses("5.5.2", Reason.MISMATCH, SNAPSHOT);

            repository.snapshot = new MetaFile(2, null, null);
            repository.publish(TIMESTAMP);
            device.refresh();
            assertThat(device.version(SNAPSHOT)).isEqualTo(2);
        }

        @Test
        @DisplayName("5.5.3 refuses a snapshot that was changed after it was signed")
        void refusesAnEditedSnapshot() {
            repository.hashed = false;
            repository.publish(SNAPSHOT, TIMESTAMP);
            repository.tamper(SNAPSHOT, EDITED);

            device.refuses("5.5.3", Reason.NOT_SIGNED, SNAPSHOT);
        }

        @Test
        @DisplayName("5.5.4 refuses another version than the timestamp lists")
        void refusesAnotherVersion() {
            repository.hashed = false;
            repository.publish(SNAPSHOT);
            repository.serve("3.snapshot.json", repository.bytes(SNAPSHOT));
            repository.snapshot = new MetaFile(3, null, null);
            repository.publish(TIMESTAMP);

            device.refuses("5.5.4", Reason.MISMATCH, SNAPSHOT);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @DisplayName("5.5.5 refuses older targets, with hashes and without")
        void refusesOlderTargets(boolean hashed) throws Exception {
            repository.hashed = hashed;
            repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);
            device.refresh();

            repository.role(TARGETS).version = 0;
            repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);
            device.refuses("5.5.5", Reason.ROLLBACK, SNAPSHOT);
        }

        @Test
        @DisplayName("5.5.5 refuses a snapshot that no longer lists a role, accepts one that lists another")
        void refusesAMissingRole() throws Exception {
            repository.publish("added", SNAPSHOT, TIMESTAMP);
            device.refresh();
            assertThat(device.version(SNAPSHOT)).isEqualTo(2);

            repository.meta.remove("added.json");
            repository.publish(SNAPSHOT, TIMESTAMP);
            device.refuses("5.5.5", Reason.ROLLBACK, SNAPSHOT);
        }

        @Test
        @DisplayName("5.5.6 refuses a newer snapshot that has expired, and the trusted one once it has")
        void refusesAnExpiredSnapshot() throws Exception {
            repository.expires(SNAPSHOT, Duration.ofDays(-1)).publish(SNAPSHOT, TIMESTAMP);
            device.refuses("5.5.6", Reason.EXPIRED, SNAPSHOT);

            repository.expires(SNAPSHOT, Duration.ofDays(1)).publish(SNAPSHOT, TIMESTAMP);
            device.refresh();
            device.clock.move(Duration.ofDays(1));
            device.refuses("5.5.6", Reason.EXPIRED, SNAPSHOT);
        }

        @Test
        @DisplayName("5.5.7 keeps the snapshot before the targets are had, and goes on from it")
        void keepsTheSnapshotFirst() throws Exception {
            repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);
            var targets = repository.bytes(TARGETS);
            repository.lose(TARGETS);
            device.refuses("5.6.1", Reason.ABSENT, TARGETS);
            assertThat(device.version(SNAPSHOT)).isEqualTo(2);

            repository.serve("2.targets.json", targets);
            device.refresh();
            assertThat(device.version(TARGETS)).isEqualTo(2);
        }
    }

    @Nested
    @DisplayName("5.6.1 to 5.6.6: targets")
    class TheTargets {

        @Test
        @DisplayName("5.6.1 refuses more than the snapshot lists, more than Z bytes, and a role that it does not list")
        void refusesLongTargets() throws Exception {
            repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);
            repository.tamper(TARGETS, PADDED);
            device.refuses("5.6.1", Reason.TOO_LONG, TARGETS);

            repository.meta.put("targets.json", new MetaFile(2, 1L << 31, null));
            repository.publish(SNAPSHOT, TIMESTAMP);
            device.refuses("5.6.1", Reason.TOO_LONG, TARGETS);

            repository.meta.clear();
            repository.publish(SNAPSHOT, TIMESTAMP);
            device = new TufDevice(repository);
            device.refuses("5.6.1", Reason.ABSENT, TARGETS);
        }

        @Test
        @DisplayName("5.6.2 refuses another hash or length than the snapshot lists, accepts none")
        void refusesAnotherHash() throws Exception {
            repository.publish(TARGETS);
            var right = repository.meta.get("targets.json");

            repository.meta.put("targets.json", new MetaFile(2, right.length(), WRONG));
            repository.publish(SNAPSHOT, TIMESTAMP);
            device.refuses("5.6.2", Reason.MISMATCH, TARGETS);
            repository.meta.put("targets.json", new MetaFile(2, right.length() + 1, null));
            repository.publish(SNAPSHOT, TIMESTAMP);
            device.refuses("5.6.2", Reason.MISMATCH, TARGETS);

            repository.meta.put("targets.json", new MetaFile(2, null, null));
            repository.publish(SNAPSHOT, TIMESTAMP);
            device.refresh();
            assertThat(device.version(TARGETS)).isEqualTo(2);
        }

        @Test
        @DisplayName("5.6.3 refuses targets that the root's targets keys have not signed")
        void refusesTargetsByAnotherKey() {
            repository.role(TARGETS).signers = List.of(SigningKey.generate());
            repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);

            device.refuses("5.6.3", Reason.NOT_SIGNED, TARGETS);
        }

        @Test
        @DisplayName("5.6.3 no longer believes kept targets whose key was rotated")
        void refusesKeptTargetsByARotatedKey() {
            repository.rotate(TARGETS);
            repository.publish(ROOT);

            device.refuses("5.6.3", Reason.NOT_SIGNED, SNAPSHOT);
        }

        @Test
        @DisplayName("5.6.4 refuses another version than the snapshot lists")
        void refusesAnotherVersion() {
            repository.hashed = false;
            repository.publish(TARGETS);
            repository.serve("3.targets.json", repository.bytes(TARGETS));
            repository.meta.put("targets.json", new MetaFile(3, null, null));
            repository.publish(SNAPSHOT, TIMESTAMP);

            device.refuses("5.6.4", Reason.MISMATCH, TARGETS);
        }

        @Test
        @DisplayName("5.6.5 refuses newer targets that have expired, and the trusted ones once they have")
        void refusesExpiredTargets() throws Exception {
            repository.expires(TARGETS, Duration.ofDays(-1)).publish(TARGETS, SNAPSHOT, TIMESTAMP);
            device.refuses("5.6.5", Reason.EXPIRED, TARGETS);

            repository.expires(TARGETS, Duration.ofDays(1)).publish(TARGETS, SNAPSHOT, TIMESTAMP);
            device.refresh();
            device.clock.move(Duration.ofDays(1));
            device.refuses("5.6.5", Reason.EXPIRED, TARGETS);
        }

        @Test
        @DisplayName("5.6.6 keeps the targets as they came, blanks and all")
        void keepsTheBytes() throws Exception {
            repository.hashed = false;
            repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);
            repository.tamper(TARGETS, PADDED);

            device.refresh();

            assertThat(text(device.kept(TARGETS))).endsWith("}\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TIMESTAMP, SNAPSHOT, TARGETS})
    @DisplayName("5.4.2, 5.5.3, 5.6.3 accept three of five keys and refuse two")
    void needsAThreshold(String name) throws Exception {
        var role = repository.role(name);
        role.keys = new ArrayList<>(
                IntStream.range(0, 5).mapToObj(i -> SigningKey.generate()).toList());
        role.threshold = 3;
        role.signers = role.keys.subList(1, 4);
        repository.publish(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);
        device.refresh();
        assertThat(device.version(name)).isEqualTo(2);

        role.signers = role.keys.subList(1, 3);
        repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);
        var clause = switch (name) {
            case TIMESTAMP -> "5.4.2";
            case SNAPSHOT -> "5.5.3";
            default -> "5.6.3";
        };
        device.refuses(clause, Reason.NOT_SIGNED, name);
    }
}
