package io.modelferry.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.telemetry.FaultyDisk.Fault;
import io.modelferry.agent.telemetry.FaultyDisk.Leaves;
import io.modelferry.agent.testing.PowerCut;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskWindowsTest {

    private static final Path FOLDER = Path.of("/windows");
    private static final int LIMIT = 16 * 200;

    private static DiskWindows open(LaneDisk disk) {
        return new DiskWindows(disk, FOLDER, LIMIT);
    }

    /** 40 bytes each, 50 as a line: four or five fill a file. */
    private static byte[] window(int number) {
        return "{\"seq\":%8d,\"padding\":\"xxxxxxxxxx\"}".formatted(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static int number(byte[] window) {
        return Integer.parseInt(
                new String(window, StandardCharsets.US_ASCII).substring(7, 15).strip());
    }

    private static void add(WindowQueue queue, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> queue.add(window(i)));
    }

    private static List<Integer> deliverAll(WindowQueue queue) {
        var delivered = new ArrayList<Integer>();
        for (var next = queue.take(); next != null; next = queue.take()) {
            delivered.add(number(next.window()));
            queue.delivered(next);
        }
        return delivered;
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).boxed().toList();
    }

    private static List<Path> files(FaultyDisk disk) throws Exception {
        return disk.list(FOLDER).stream()
                .filter(file -> file.getFileName().toString().startsWith("windows-"))
                .toList();
    }

    @Test
    void writesNothingWhileTheLineTakesEveryWindow() throws Exception {
        var disk = new FaultyDisk();
        var queue = open(disk);
        add(queue, 1, 4);

        deliverAll(queue);
        queue.save();

        assertThat(disk.list(FOLDER)).isEmpty();
    }

    @Test
    void keepsWindowsThroughDaysOfflineAndRestartsInTheirOrder() throws Exception {
        var disk = new FaultyDisk();
        for (var day = 0; day < 3; day++) {
            var queue = open(disk);
            add(queue, day * 10 + 1, day * 10 + 10);
            queue.save();
        }

        var queue = open(disk);
        add(queue, 31, 33);

        assertThat(deliverAll(queue)).isEqualTo(numbers(1, 33));
        assertThat(files(disk)).isEmpty();
        assertThat(queue.lost()).isZero();
    }

    @Test
    void sendsAgainAfterARestartWhatMayNotHaveArrivedAndNothingThatSurelyDid() {
        var disk = new FaultyDisk();
        var before = open(disk);
        add(before, 1, 20);
        before.save();
        for (var i = 0; i < 14; i++) {
            before.delivered(before.take());
        }
        before.returned(before.take());

        var again = deliverAll(open(disk));

        assertThat(again).doesNotContain(1, 8).containsAll(numbers(15, 20)).isSorted();
    }

    @Test
    void dropsTheOldestWhenItIsFullAndCountsThemAcrossRestarts() throws Exception {
        var disk = new FaultyDisk();
        var queue = open(disk);
        for (var i = 1; i <= 200; i++) {
            queue.add(window(i));
            queue.save();
        }
        assertThat(files(disk).stream()
                        .mapToLong(file -> disk.bytes(file).orElseThrow().length)
                        .sum())
                .isLessThanOrEqualTo(LIMIT);

        var next = open(disk.afterPowerCut(Leaves.EVERYTHING, new Random(1)));

        var left = deliverAll(next);
        assertThat(left).endsWith(200).isSorted();
        assertThat(next.lost()).isEqualTo(200 - left.size()).isEqualTo(queue.lost());
    }

    @ParameterizedTest
    @EnumSource
    void losesAtMostWhatWasNotSyncedToAPowerCutAtEachOperation(Leaves leaves) {
        var random = new Random(3);
        for (var at = 3; at < 60; at++) { // the first two only read
            var disk = new FaultyDisk().failing(Fault.POWER_CUT, at);
            var queue = open(disk);
            var delivered = new ArrayList<Integer>();
            try {
                for (var i = 1; i <= 40; i += 4) {
                    add(queue, i, i + 3);
                    queue.save();
                    var taken = queue.take();
                    delivered.add(number(taken.window()));
                    queue.delivered(taken);
                }
            } catch (PowerCut expected) {
                // the next start is below
            }

            var next = open(disk.afterPowerCut(leaves, random));
            add(next, 101, 104);
            next.save();

            assertThat(deliverAll(next))
                    .as("cut at %d", at)
                    .endsWith(101, 102, 103, 104)
                    .isSorted();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILS_ONCE", "FAILS_FROM_THEN_ON"})
    void goesOnFromMemoryWhenTheDiskIsFullOrFails(Fault fault) {
        for (var at = 1; at < 12; at++) {
            var disk = new FaultyDisk().failing(fault, at);
            var queue = open(disk);
            add(queue, 1, 4);
            queue.save();
            add(queue, 5, 6);
            queue.save();
            var delivered = deliverAll(queue);
            assertThat(delivered).as("failed at %d", at).isSorted();

            delivered.addAll(deliverAll(open(disk.failing(fault, 0))));

            assertThat(delivered).as("failed at %d", at).containsAll(numbers(1, 6));
        }
    }

    @Test
    void holdsNoMoreThanTwoFilesWorthInMemoryWhileTheDiskTakesNothing() {
        var queue = open(new FaultyDisk().failing(Fault.FAILS_FROM_THEN_ON, 1));

        add(queue, 1, 1000);
        queue.save();

        assertThat(deliverAll(queue)).hasSizeLessThanOrEqualTo(10).endsWith(1000);
        assertThat(queue.lost()).isGreaterThanOrEqualTo(990);
    }

    @Test
    void leavesOutALineThatIsTornOrRotten() throws Exception {
        var disk = new FaultyDisk();
        var queue = open(disk);
        add(queue, 1, 3);
        queue.save();
        var bytes = disk.bytes(files(disk).getFirst()).orElseThrow();
        bytes[bytes.length / 2] ^= 4;

        var next = open(disk);

        assertThat(deliverAll(next)).containsExactly(1, 3);
        assertThat(next.lost()).isEqualTo(1);
    }

    @Test
    void worksOnTheMachinesOwnDisk(@TempDir Path folder) throws Exception {
        var queue = new DiskWindows(LaneDisk.REAL, folder, LIMIT);
        add(queue, 1, 200);
        queue.save();

        var next = new DiskWindows(LaneDisk.REAL, folder, LIMIT);
        var lost = next.lost();

        assertThat(deliverAll(next)).endsWith(200);
        assertThat(lost).isPositive();
        assertThat(Files.list(folder)).containsExactly(folder.resolve("lost"));
    }
}
