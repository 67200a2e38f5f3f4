package io.modelferry.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.Loss;
import io.modelferry.agent.testing.Operations.Fault;
import io.modelferry.agent.testing.PowerCut;
import io.modelferry.agent.update.DeviceState;
import io.modelferry.agent.update.ModelSlots;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.ModelSlots.Strikes;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.FailureCode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateFaultsTest {

    private static final Path FOLDER = Path.of("/data/state");
    private static final byte[] RUBBISH = "rubbish".getBytes(StandardCharsets.US_ASCII);

    /** Write, sync, folder's sync; and four of the file last-good. */
    private static final int OPERATIONS_OF_A_SAVE = 7;

    private final FaultFs disk = new FaultFs(FOLDER);

    private StateFiles started() {
        var files = new StateFiles(disk, FOLDER);
        files.load();
        return files;
    }

    private static DeviceState state(long generation) {
        return new DeviceState(generation, null, List.of());
    }

    private static DeviceState serving(long generation) {
        var bad = digest("bad");
        return new DeviceState(
                generation,
                null,
                List.of(new ModelSlots(
                        FakeControlPlane.MODEL,
                        slot("two"),
                        slot("one"),
                        null,
                        List.of(new Strikes(bad, ModelSlots.STRIKES_OUT)),
                        List.of(digest("two")),
                        generation)));
    }

    private static Slot slot(String name) {
        return new Slot(digest(name), new VersionName(name), "fp32");
    }

    private static ArtifactDigest digest(String name) {
        return FakeControlPlane.digestOf(name.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void startsWithTheOtherFileWhenTheDiskCannotReadOne() throws Exception {
        var files = started();
        files.save(serving(1));
        files.save(serving(2));

        disk.fail(1, 2, Fault.EIO); // both reads of A
        assertThat(new StateFiles(disk, FOLDER).load()).isEqualTo(serving(2));
        disk.fail(2, 2, Fault.EIO); // both reads of B
        assertThat(new StateFiles(disk, FOLDER).load()).isEqualTo(serving(1));
    }

    @Test
    void survivesOneReadThatFails() throws Exception {
        started().save(state(1));
        disk.fail(1, 1, Fault.EIO);

        assertThat(new StateFiles(disk, FOLDER).load()).isEqualTo(state(1));
    }

    @Test
    void refusesToStartRatherThanForgetWhenTheDiskGivesNoFileAtAll() throws Exception {
        started().save(state(1));
        disk.fail(1, 100, Fault.EIO);

        assertThatThrownBy(() -> new StateFiles(disk, FOLDER).load())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no state file");
    }

    @Test
    void servesOnFromLastGoodWhenBothStateFilesAreBad() throws Exception {
        started().save(serving(7));
        spoilBoth();

        var salvaged = started().load();

        var slots = salvaged.slots(FakeControlPlane.MODEL);
        assertThat(slots.active()).isEqualTo(slot("two"));
        assertThat(slots.previous()).isEqualTo(slot("one"));
        assertThat(slots.isQuarantined(digest("bad"))).isTrue();
    }

    @Test
    void aSalvagedStateTakesItsGoalAgainAndNoOlderOne() throws Exception {
        started().save(serving(7));
        spoilBoth();

        var salvaged = started().load();

        assertThat(salvaged.goal()).isNull();
        assertThat(salvaged.generation()).isEqualTo(6);
        assertThat(salvaged.slots(FakeControlPlane.MODEL).settled()).isZero();
    }

    @Test
    void aLostStateFileThatTurnsUpAgainDoesNotWinOverWhatCameAfter() throws Exception {
        var files = started();
        for (var generation = 1; generation <= 5; generation++) {
            files.save(serving(generation));
        }
        var lost = disk.read(FOLDER.resolve("A")).orElseThrow();
        spoilBoth();
        started().save(serving(9));
        var next = disk.read(FOLDER.resolve("A")).orElseThrow();
        disk.write(FOLDER.resolve(next.length == RUBBISH.length ? "A" : "B"), lost);

        assertThat(started().load()).isEqualTo(serving(9));
    }

    @Test
    void savesToTheSameFileAgainAfterAFailedSync() throws Exception {
        var files = started();
        files.save(state(1));
        files.save(state(2));
        disk.fail(2, 1, Fault.EIO);
        assertThatThrownBy(() -> files.save(state(3))).isInstanceOf(UpdateFailure.class);

        disk.heal();
        files.save(state(4));

        for (var loss : Loss.values()) {
            var found = new StateFiles(disk.after(loss, new Random(1)), FOLDER);
            assertThat(found.load()).as("%s", loss).isEqualTo(state(4));
        }
    }

    @Test
    void keepsTheStateBeforeAndSaysDiskLowWhenTheDiskIsFull() throws Exception {
        var files = started();
        files.save(state(1));
        files.save(state(2));
        disk.fail(1, 1, Fault.ENOSPC);

        assertThatThrownBy(() -> files.save(state(3)))
                .isInstanceOfSatisfying(
                        UpdateFailure.class, e -> assertThat(e.code()).isEqualTo(FailureCode.DISK_LOW));

        disk.heal();
        assertThat(new StateFiles(disk, FOLDER).load()).isIn(state(2), state(3));
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void keepsTheOldOrTheNewStateWhereverThePowerGoes(Loss loss) throws Exception {
        for (var cut = 1; cut <= OPERATIONS_OF_A_SAVE; cut++) {
            var here = new FaultFs(FOLDER);
            var files = new StateFiles(here, FOLDER);
            files.save(serving(1));
            files.save(serving(2));
            here.cutPowerAt(cut);

            assertThatThrownBy(() -> files.save(serving(3))).isInstanceOf(PowerCut.class);

            for (var seed = 1; seed <= 20; seed++) {
                var found = new StateFiles(here.after(loss, new Random(seed)), FOLDER);
                assertThat(found.load())
                        .as("cut at operation %d, seed %d", cut, seed)
                        .isIn(serving(2), serving(3));
            }
        }
    }

    @Test
    void savesAgainAfterAFailedWrite() throws Exception {
        var files = started();
        disk.fail(1, 1, Fault.EIO);
        assertThatThrownBy(() -> files.save(state(1))).isInstanceOf(UpdateFailure.class);

        files.save(state(2));

        assertThat(started().load()).isEqualTo(state(2));
    }

    @Test
    void makesDurableWhatAKilledProcessLeftBeforeItBelievesIt() throws Exception {
        var files = started();
        files.save(state(1));
        files.save(state(2));
        disk.cutPowerAt(1); // the process ends between its write and its sync
        assertThatThrownBy(() -> files.save(state(3))).isInstanceOf(PowerCut.class);
        var killed = disk.after(Loss.ONLY_THE_PROCESS_ENDS, new Random(1));
        var next = new StateFiles(killed, FOLDER);
        assertThat(next.load()).isEqualTo(state(3));
        killed.cutPowerAt(1);
        assertThatThrownBy(() -> next.save(state(4))).isInstanceOf(PowerCut.class);

        for (var loss : Loss.values()) {
            var found = new StateFiles(killed.after(loss, new Random(1)), FOLDER);
            assertThat(found.load().generation()).as("%s", loss).isGreaterThanOrEqualTo(3);
        }
    }

    private void spoilBoth() throws Exception {
        disk.write(FOLDER.resolve("A"), RUBBISH);
        disk.write(FOLDER.resolve("B"), RUBBISH);
    }
}
