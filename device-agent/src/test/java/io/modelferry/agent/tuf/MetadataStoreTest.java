package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.Loss;
import io.modelferry.agent.testing.Operations.Fault;
import io.modelferry.agent.testing.PowerCut;
import io.modelferry.agent.testing.TufRepository;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power goes, or the disk fails, in every operation of a refresh that takes two new roots, rotates the timestamp's key and
 * brings everything else anew. TUF 5.3.8, 5.4.5, 5.5.7, 5.6.6: a version is durable before it is acted on.
 */
class MetadataStoreTest {

    private static final List<String> ROLES = List.of(ROOT, TIMESTAMP, SNAPSHOT, TARGETS);
    private static final int SEEDS = 4;

    private TufRepository repository;
    private TufDevice device;
    private FaultFs before;
    private final Map<String, byte[]> old = new HashMap<>();

    /** What each request rests on: role and version that must not be lost once it is made. */
    private static final Map<String, Map<String, Long>> RESTS_ON = Map.of(
            "2.root.json", Map.of(ROOT, 1L),
            "3.root.json", Map.of(ROOT, 2L),
            "4.root.json", Map.of(ROOT, 3L),
            "timestamp.json", Map.of(ROOT, 3L),
            "2.snapshot.json", Map.of(ROOT, 3L, TIMESTAMP, 2L),
            "2.targets.json", Map.of(ROOT, 3L, TIMESTAMP, 2L, SNAPSHOT, 2L));

    @BeforeEach
    void aDeviceWithEverythingBehind() throws Exception {
        repository = new TufRepository();
        device = new TufDevice(repository);
        device.refresh();
        before = device.disk;
        ROLES.forEach(role -> old.put(role, device.kept(role)));
        repository.publish(ROOT);
        repository.rotate(TIMESTAMP);
        repository.expires(TARGETS, Duration.ofDays(60)).publish(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);
    }

    private int operations() throws Exception {
        device.disk = before.copy();
        device.disk.heal();
        device.refresh();
        return device.disk.operations();
    }

    @Test
    @DisplayName(
            "a power cut at any operation leaves each file whole, nothing older than what was acted on, and a way on")
    void survivesAPowerCutAtAnyOperation() throws Exception {
        var operations = operations();
        assertThat(operations).isGreaterThan(25);
        var seen = new HashSet<String>();

        for (var cut = 1; cut <= operations; cut++) {
            device.disk = before.copy();
            device.disk.cutPowerAt(cut);
            assertThatThrownBy(() -> device.refresh()).isInstanceOf(PowerCut.class);
            var last = repository.requests.isEmpty() ? "" : repository.requests.getLast();
            for (var loss : Loss.values()) {
                for (var seed = 0; seed < SEEDS; seed++) {
                    var left = device.disk.after(loss, new Random(seed));
                    if (seen.add(last + left.fingerprint())) {
                        survives("cut at %d, %s, seed %d".formatted(cut, loss, seed), left, last);
                    }
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(operations);
    }

    private void survives(String when, FaultFs disk, String lastRequest) throws Exception {
        var crashed = device.disk;
        device.disk = disk;
        for (var role : ROLES) {
            assertThat(Optional.ofNullable(device.kept(role)))
                    .as("%s: %s", when, role)
                    .satisfiesAnyOf(
                            kept -> assertThat(kept).isEmpty(),
                            kept -> assertThat(kept.get()).isEqualTo(old.get(role)),
                            kept -> assertThat(kept.get()).isEqualTo(repository.bytes(role)),
                            kept -> assertThat(role).isEqualTo(ROOT));
        }
        RESTS_ON.getOrDefault(lastRequest, Map.of())
                .forEach((role, version) -> assertThat(device.version(role))
                        .as("%s: %s", when, role)
                        .isGreaterThanOrEqualTo(version));
        assertThat(device.version(ROOT)).as(when).isPositive();

        device.refresh();

        ROLES.forEach(
                role -> assertThat(device.kept(role)).as("%s: %s", when, role).isEqualTo(repository.bytes(role)));
        device.disk = crashed;
    }

    @Test
    @DisplayName("what a finished refresh has kept is durable")
    void aFinishedRefreshIsDurable() throws Exception {
        device.refresh();

        device.disk = device.disk.after(Loss.DROPS_ALL, new Random(1));

        ROLES.forEach(role -> assertThat(device.kept(role)).as(role).isEqualTo(repository.bytes(role)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EIO", "ENOSPC"})
    @DisplayName("a disk that fails once ends the refresh with an IOException, and the next one succeeds")
    void goesOnAfterADiskThatFailedOnce(Fault fault) throws Exception {
        var operations = operations();

        for (var number = 1; number <= operations; number++) {
            device.disk = before.copy();
            device.disk.fail(number, 1, fault);
            try {
                device.refresh();
            } catch (IOException expected) {
                assertThat(expected).hasMessageMatching("Input/output error|No space left on device");
            } catch (MetadataRefused e) {
                fail("operation " + number + " of the disk failed, not the repository", e);
            }
            device.disk.heal();
            device.refresh();
            assertThat(device.kept(TARGETS)).isEqualTo(repository.bytes(TARGETS));
        }
    }
}
