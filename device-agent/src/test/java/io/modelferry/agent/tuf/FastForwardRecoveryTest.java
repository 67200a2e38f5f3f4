package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.key.SigningKey;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An attacker with the online keys has driven versions up; the owner takes the keys away and begins anew. */
@DisplayName("5.3.11: recovery from a fast-forward attack")
class FastForwardRecoveryTest extends UpToDateDevice {

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
