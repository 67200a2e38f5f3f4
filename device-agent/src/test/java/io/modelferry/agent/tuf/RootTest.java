package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.key.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("5.3: root")
class RootTest extends UpToDateDevice {

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
        var all = IntStream.range(0, 10).mapToObj(i -> SigningKey.generate()).toList();
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
