package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.tuf.MetaFile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("5.6.1 to 5.6.6: targets")
class TargetsTest extends UpToDateDevice {

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
