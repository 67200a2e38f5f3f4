package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.Loss;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.testing.Operations.Fault;
import io.modelferry.agent.testing.PowerCut;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is on the disk after a cut is hashed against checkpoints and taken up at the last one that agrees. */
class ArrivalTest {

    private static final int MIB = 1 << 20;
    private static final int PIECE = MIB / 2;
    private static final byte[] FILE = new byte[5 * MIB + 12_345];

    static {
        new Random(21).nextBytes(FILE);
    }

    @TempDir
    Path folder;

    private final MovedClock ticks = new MovedClock();

    private PartialFile partial() {
        return on(AgentFs.REAL, folder);
    }

    private static PartialFile on(AgentFs fs, Path folder) {
        return new PartialFile(fs, folder.resolve("ab.part"), FakeControlPlane.digestOf(FILE), FILE.length);
    }

    private static void append(Arrival arrival, int upTo) throws IOException, UpdateFailure {
        while (arrival.offset() < upTo) {
            var from = (int) arrival.offset();
            var piece = Arrays.copyOfRange(FILE, from, Math.min(upTo, from + 100_000));
            arrival.append(piece, piece.length);
        }
    }

    private static void appendPiece(Arrival arrival) throws IOException, UpdateFailure {
        var from = (int) arrival.offset();
        var piece = Arrays.copyOfRange(FILE, from, Math.min(FILE.length, from + PIECE));
        arrival.append(piece, piece.length);
    }

    private void arriveUntil(int upTo) throws IOException, UpdateFailure {
        try (var arrival = Arrival.open(partial(), ticks)) {
            append(arrival, upTo);
        }
    }

    private long verified() throws IOException {
        try (var arrival = Arrival.open(partial(), ticks)) {
            return arrival.offset();
        }
    }

    private void damage(Path file, int at) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void takesUpAtTheVeryByteAfterAnOrderlyEnd() throws Exception {
        arriveUntil(3 * MIB + 77);

        assertThat(verified()).isEqualTo(3 * MIB + 77);
        arriveUntil(FILE.length);
        assertThat(Files.readAllBytes(partial().path())).isEqualTo(FILE);
    }

    @Test
    void stopsBeforeTheFirstByteThatIsNotWhatWasWritten() throws Exception {
        arriveUntil(3 * MIB + 77);

        damage(partial().path(), 3 * MIB + 76);
        assertThat(verified()).isEqualTo(3 * MIB);
        damage(partial().path(), MIB + 5);
        assertThat(verified()).isEqualTo(MIB);
        damage(partial().path(), 0);
        assertThat(verified()).isZero();
    }

    @Test
    void aFileThatIsShorterThanItsCheckpointsGoesOnAtTheLastOneInIt() throws Exception {
        arriveUntil(3 * MIB + 77);

        try (var file = AgentFs.REAL.append(partial().path())) {
            file.truncate(2 * MIB + 1);
        }

        assertThat(verified()).isEqualTo(2 * MIB);
    }

    @Test
    void bytesPastTheLastCheckpointAreCutOff() throws Exception {
        arriveUntil(2 * MIB);
        try (var file = AgentFs.REAL.append(partial().path())) {
            file.append(new byte[5000], 0, 5000);
        }

        assertThat(verified()).isEqualTo(2 * MIB);
        assertThat(partial().path()).hasSize(2 * MIB);
    }

    @Test
    void tornOrMissingCheckpointsVouchForNothing() throws Exception {
        arriveUntil(2 * MIB + 5);
        var file = Files.readAllBytes(partial().path());
        var meta = Files.readAllBytes(partial().meta());

        for (var length = 0; length < meta.length; length++) {
            assertThat(Checkpoints.decode(Arrays.copyOf(meta, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        for (var bit = 0; bit < meta.length * 8; bit++) {
            var flipped = meta.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Checkpoints.decode(flipped)).as("bit %d", bit).isEmpty();
        }
        assertThat(Checkpoints.decode(Arrays.copyOf(meta, meta.length + 1))).isEmpty();
        Files.delete(partial().meta());
        assertThat(verified()).isZero();
        Files.write(partial().path(), file);
        Files.write(partial().meta(), Arrays.copyOf(meta, 60));
        assertThat(verified()).isZero();
    }

    @Test
    void checkpointsOfAnotherFileVouchForNothing() throws Exception {
        arriveUntil(2 * MIB);
        var other =
                new PartialFile(AgentFs.REAL, partial().path(), FakeControlPlane.digestOf(new byte[1]), FILE.length);

        try (var arrival = Arrival.open(other, ticks)) {
            assertThat(arrival.offset()).isZero();
        }
    }

    @Test
    void aSlowLineIsCheckpointedByTime() throws Exception {
        var arrival = Arrival.open(partial(), ticks);
        append(arrival, 1000);
        assertThat(partial().meta()).doesNotExist();
        ticks.move(Duration.ofSeconds(11));
        append(arrival, 2000);

        var saved = Checkpoints.decode(Files.readAllBytes(partial().meta())).orElseThrow();

        assertThat(saved.coveredBytes()).isEqualTo(2000);
        arrival.close();
    }

    @Test
    void bothNamesBeginWithTheDigestByWhichTheStoreSweeps() {
        var cache = partial().ofCache();

        assertThat(partial().meta().getFileName()).hasToString("ab.meta");
        assertThat(cache.path().getFileName()).hasToString("ab.cache.part");
        assertThat(cache.meta().getFileName()).hasToString("ab.cache.meta");
    }

    /** A download, cut at each operation of the disk, then taken up on what the disk kept. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void aPowerCutAtAnyOperationCostsAtMostWhatCameSinceTheLastCheckpoint(Loss loss) throws Exception {
        var home = Path.of("/device/partial");
        var random = new Random(4);
        for (var number = 1; ; number++) {
            var fs = new FaultFs(home);
            fs.cutPowerAt(number);
            var reached = 0L;
            var finished = false;
            try (var arrival = Arrival.open(on(fs, home), ticks)) {
                while (!arrival.complete()) {
                    appendPiece(arrival);
                    reached = arrival.offset();
                }
                finished = true;
            } catch (PowerCut cut) {
                // as told
            }
            if (finished) {
                assertThat(number).as("operations of a download").isGreaterThan(15);
                return;
            }
            var next = fs.after(loss, random);
            try (var arrival = Arrival.open(on(next, home), ticks)) {
                if (reached > 4 * MIB + PIECE && loss != Loss.EMPTIES_FILES) {
                    assertThat(arrival.offset())
                            .as("cut at operation %d", number)
                            .isGreaterThanOrEqualTo(4 * MIB);
                }
                append(arrival, FILE.length);
                arrival.prove();
            }
            assertThat(next.read(on(next, home).path())).hasValue(FILE);
        }
    }

    @Test
    void keepsNothingAfterAFailedSync() throws Exception {
        var home = Path.of("/device/partial");
        var fs = new FaultFs(home);
        assertThatThrownBy(() -> {
                    try (var arrival = Arrival.open(on(fs, home), ticks)) {
                        append(arrival, MIB);
                        fs.fail(1, 1, Fault.EIO);
                    }
                })
                .isInstanceOf(IOException.class);

        fs.heal();
        assertThat(fs.list(home)).isEmpty();
    }
}
