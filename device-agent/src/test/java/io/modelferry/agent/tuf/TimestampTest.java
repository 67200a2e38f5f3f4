package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.tuf.MetaFile;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("5.4: timestamp")
class TimestampTest extends UpToDateDevice {

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
