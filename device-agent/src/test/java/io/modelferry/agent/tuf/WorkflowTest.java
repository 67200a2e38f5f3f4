package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.key.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section 5 of the specification from 5.1 to 5.6.6, clause by clause: what is to be accepted is, and what is to be refused is
 * refused under that clause and leaves what was trusted before. Here is what is no single document's; the clauses of each are in
 * {@link RootTest}, {@link FastForwardRecoveryTest}, {@link TimestampTest}, {@link SnapshotTest} and {@link TargetsTest}.
 */
class WorkflowTest extends UpToDateDevice {

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
