package io.modelferry.agent.telemetry;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.telemetry.FaultyDisk.Fault;
import io.modelferry.agent.telemetry.FaultyDisk.Leaves;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.PowerCut;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.UpdateEvent;
import io.modelferry.protocol.report.UpdateEvent.Transfer;
import io.modelferry.protocol.report.UpdateState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Acknowledged events may be told again; the others must still be here, whatever the disk did. */
class DurableEventsTest {

    private static final UUID BOOT = new UUID(0, 1);
    private static final Path FOLDER = Path.of("/outbox");
    private static final Path FILE = FOLDER.resolve("events.log");
    private static final long SOON = 500;

    private static UpdateEvent event(long seq) {
        return new UpdateEvent(
                BOOT,
                seq,
                Instant.EPOCH,
                1,
                MODEL,
                FakeControlPlane.digestOf(new byte[1]),
                UpdateState.ASSIGNED,
                null,
                "x".repeat((int) (seq * 37 % 400)),
                Transfer.NONE);
    }

    private static List<Long> numbers(EventLane lane) {
        return lane.pending().stream().map(UpdateEvent::seq).toList();
    }

    private static DurableEvents open(LaneDisk disk) {
        return new DurableEvents(disk, FOLDER, SOON);
    }

    /** What the device was promised, and what it tried: to be compared with what a start finds. */
    private static final class Life {
        private final List<Long> owed = new ArrayList<>();
        private final DurableEvents lane;
        private long tried;

        Life(FaultyDisk disk) {
            lane = open(disk);
        }

        private void run() {
            append(4);
            forget(2);
            append(4);
            forget(7);
            append(1);
            forget(9);
            append(3);
        }

        private void append(int events) {
            for (var i = 0; i < events; i++) {
                tried++;
                lane.append(event(tried));
                owed.add(tried);
            }
        }

        private void forget(long upTo) {
            owed.removeIf(seq -> seq <= upTo);
            lane.forget(BOOT, upTo);
        }

        private void keepsItsPromise(EventLane found) {
            assertThat(numbers(found))
                    .as("owed %s", owed)
                    .containsAll(owed)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .allMatch(seq -> seq <= tried);
        }
    }

    private static int operationsOfALife() {
        var disk = new FaultyDisk();
        new Life(disk).run();
        return disk.operations();
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatTheServerHasNotStoredThroughAPowerCutAtEachOperationAndAnotherWhileItRecovers(Leaves leaves) {
        var random = new Random(7);
        for (var at = 2; at <= operationsOfALife(); at++) { // the first only reads
            var disk = new FaultyDisk().failing(Fault.POWER_CUT, at);
            var life = new Life(disk);
            try {
                life.run();
            } catch (PowerCut expected) {
                // the next start is below
            }
            for (var again = 1; again <= 4; again++) {
                var found = disk.afterPowerCut(leaves, random).failing(Fault.POWER_CUT, again);
                try {
                    var lane = open(found);
                    life.keepsItsPromise(lane);
                    lane.append(event(life.tried + 1));
                } catch (PowerCut expected) {
                    // a second one, in the middle of the first thing that the new start does
                }
                var after = numbers(open(found.afterPowerCut(leaves, random)));
                assertThat(after).as("cut at %d and %d", at, again).containsAll(life.owed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS_ONCE", "FAILS_FROM_THEN_ON"})
    void losesNothingToADiskThatIsFullOrFailsForAWhileAtAnyOperation(Fault fault) {
        for (var at = 1; at <= operationsOfALife(); at++) {
            var disk = new FaultyDisk().failing(fault, at);
            var life = new Life(disk);
            life.run();
            life.keepsItsPromise(life.lane);

            disk.failing(fault, 0);
            life.lane.settle();

            life.keepsItsPromise(open(disk.afterPowerCut(Leaves.NOTHING, new Random(7))));
        }
    }

    @Test
    void cutsATornTailOffBeforeItWritesTheNextLine() {
        var disk = new FaultyDisk();
        open(disk).append(event(1));
        var whole = disk.bytes(FILE).orElseThrow();
        disk.put(FILE, Arrays.copyOf(whole, whole.length + 20));
        System.arraycopy(
                "0123abcd {\"boot\":\"00".getBytes(StandardCharsets.US_ASCII),
                0,
                disk.bytes(FILE).orElseThrow(),
                whole.length,
                20);

        open(disk).append(event(2));

        assertThat(numbers(open(disk))).containsExactly(1L, 2L);
    }

    @Test
    void leavesOutALineThatRottedInTheMiddleAndKeepsTheOthers() {
        var disk = new FaultyDisk();
        var lane = open(disk);
        for (var seq = 1; seq <= 3; seq++) {
            lane.append(event(seq));
        }
        var bytes = disk.bytes(FILE).orElseThrow();
        bytes[bytes.length / 2] ^= 1;
        disk.put(FILE, bytes);

        assertThat(numbers(open(disk))).containsExactly(1L, 3L);
    }

    @Test
    void readsOverPagesOfZeros() {
        var disk = new FaultyDisk();
        open(disk).append(event(1));
        var whole = disk.bytes(FILE).orElseThrow();
        disk.put(FILE, Arrays.copyOf(whole, whole.length + 4096));

        var lane = open(disk);
        lane.append(event(2));

        assertThat(numbers(open(disk))).containsExactly(1L, 2L);
        assertThat(disk.bytes(FILE).orElseThrow()).doesNotContain((byte) 0);
    }

    @Test
    void readsTheLinesOfTheFirstRelease() {
        var disk = new FaultyDisk();
        disk.put(
                FILE,
                (new String(ProtocolJson.write(event(1)), StandardCharsets.UTF_8) + "\n{\"boot\":\n")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(numbers(open(disk))).containsExactly(1L);
    }

    @Test
    void startsWithALaneThatCannotBeReadAndPutsItAside() {
        var disk = new FaultyDisk();
        open(disk).append(event(1));

        var lane = open(disk.failing(Fault.FAILS_ONCE, 1));
        lane.append(event(2));

        assertThat(numbers(open(disk))).containsExactly(2L);
        assertThat(disk.bytes(FOLDER.resolve("events.log.unreadable"))).isPresent();
    }

    @Test
    void writesTheFileAnewOnlyWhenMostOfItIsAcknowledged() {
        var disk = new FaultyDisk();
        var lane = new DurableEvents(disk, FOLDER);
        for (var seq = 1; seq <= 10; seq++) {
            lane.append(event(seq));
        }
        var before = disk.operations();

        lane.forget(BOOT, 9);

        assertThat(disk.operations()).isEqualTo(before);
    }

    @Test
    void doesNotGrowForeverBesideAnEventThatNobodyAcknowledges() {
        var disk = new FaultyDisk();
        var lane = open(disk);
        lane.append(new UpdateEvent(
                new UUID(0, 9),
                1,
                Instant.EPOCH,
                1,
                MODEL,
                FakeControlPlane.digestOf(new byte[1]),
                UpdateState.FAILED,
                null,
                "",
                Transfer.NONE));

        for (var seq = 1; seq <= 200; seq++) {
            lane.append(event(seq));
            lane.forget(BOOT, seq);
        }

        assertThat(disk.bytes(FILE).orElseThrow().length).isLessThan(3000);
        assertThat(lane.pending()).hasSize(1);
    }

    @Test
    void worksOnTheMachinesOwnDisk(@TempDir Path folder) throws Exception {
        var lane = new DurableEvents(LaneDisk.REAL, folder, 1);
        for (var seq = 1; seq <= 5; seq++) {
            lane.append(event(seq));
        }
        lane.forget(BOOT, 4);

        assertThat(numbers(new DurableEvents(LaneDisk.REAL, folder))).containsExactly(5L);
        lane.forget(BOOT, 5);
        assertThat(folder.resolve("events.log")).isEmptyFile();
        assertThat(Files.list(folder)).hasSize(1);
    }
}
