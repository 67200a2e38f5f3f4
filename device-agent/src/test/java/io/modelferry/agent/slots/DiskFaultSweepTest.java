package io.modelferry.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.Loss;
import io.modelferry.agent.testing.Operations.Fault;
import io.modelferry.agent.testing.UpdateScripts;
import io.modelferry.agent.testing.UpdateScripts.Script;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The disk fails or is full in every operation of an update, once or until it is mended; then the power goes as well. */
class DiskFaultSweepTest {

    private static final int UNTIL_MENDED = 1_000_000;

    @TempDir
    static Path scratch;

    private static UpdateScripts scripts;

    private final List<String> failures = new ArrayList<>();

    @BeforeAll
    static void writeTheScripts() throws Exception {
        scripts = new UpdateScripts(scratch);
    }

    @ParameterizedTest
    @CsvSource({
        "BY_DELTA, EIO, 1",
        "BY_DELTA, EIO, 1000000",
        "BY_DELTA, ENOSPC, 1",
        "BY_DELTA, ENOSPC, 1000000",
        "TAKEN_OFF, EIO, 1",
        "TAKEN_OFF, EIO, 1000000",
        "TAKEN_OFF, ENOSPC, 1",
        "TAKEN_OFF, ENOSPC, 1000000"
    })
    void goesOnServingAndReachesItsGoalWhenTheDiskIsMended(Script script, Fault fault, int many) {
        var before = scripts.before(script);
        var operations = scripts.operations(script, before.copy()).size();

        for (var number = 1; number <= operations; number++) {
            meet(script, before.copy(), fault, number, many);
        }

        assertThat(failures).isEmpty();
    }

    private void meet(Script script, FaultFs disk, Fault fault, int number, int many) {
        var device = scripts.device(disk);
        disk.fail(number, many, fault);
        try {
            var started = true;
            try {
                device.boot();
            } catch (UncheckedIOException theDiskGivesNothing) {
                started = false;
            }
            if (started) {
                scripts.converge(script, device, many == UNTIL_MENDED ? 15 : 40);
            }
            disk.heal();
            if (!started) {
                device.boot();
            }
            scripts.converge(script, device);
            scripts.requireAnswer(device);

            var next = scripts.device(disk.after(Loss.DROPS_ALL, new Random(1)));
            next.boot();
            scripts.requireSoundBoot(script, next, device.committed());
            scripts.converge(script, next);
            scripts.requireGoalReached(script, next, 1);
        } catch (AssertionError | RuntimeException broken) {
            failures.add("operation %d: %s"
                    .formatted(number, String.valueOf(broken.getMessage()).replace('\n', ' ')));
        }
    }
}
