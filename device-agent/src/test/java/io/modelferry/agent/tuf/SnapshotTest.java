package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.tuf.MetaFile;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("5.5: snapshot")
class SnapshotTest extends UpToDateDevice {

    @Test
    @DisplayName("5.5.1 refuses more than the timestamp lists, and a timestamp that lists more than is ever fetched")
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
