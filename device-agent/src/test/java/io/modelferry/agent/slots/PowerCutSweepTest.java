package io.modelferry.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.Loss;
import io.modelferry.agent.testing.PowerCut;
import io.modelferry.agent.testing.UpdateScripts;
import io.modelferry.agent.testing.UpdateScripts.Script;
import io.modelferry.agent.update.DeviceState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The power goes in every operation of an update, and again in every operation of the recovery. */
class PowerCutSweepTest {

    private static final int SEEDS = 3;

    /** The others go through the same operations. */
    private static final Set<Script> CUT_TWICE = Set.of(Script.BY_DELTA, Script.TAKEN_OFF, Script.ROLLED_BACK);

    @TempDir
    static Path scratch;

    private static UpdateScripts scripts;

    private final Set<String> seen = new HashSet<>();
    private final List<String> failures = new ArrayList<>();
    private int recoveries;

    @BeforeAll
    static void writeTheScripts() throws Exception {
        scripts = new UpdateScripts(scratch);
    }

    @ParameterizedTest
    @EnumSource(Script.class)
    void oldOrNewAnswersWhereverThePowerGoesOnceOrTwice(Script script) {
        var before = scripts.before(script);
        var operations = scripts.operations(script, before.copy());

        for (var cut = 1; cut <= operations.size(); cut++) {
            if (operations.get(cut - 1)) {
                cutOnce(script, before, cut);
            }
        }

        assertThat(recoveries).isGreaterThan((int)
                operations.stream().filter(writes -> writes).count());
        assertThat(failures).isEmpty();
    }

    private void cutOnce(Script script, FaultFs before, int cut) {
        var device = scripts.device(before.copy());
        device.disk.cutPowerAt(cut);
        untilThePowerGoes(() -> scripts.play(script, device));
        for (var loss : Loss.values()) {
            for (var seed = 1; seed <= (loss == Loss.KEEPS_SOME ? SEEDS : 1); seed++) {
                var name = "%s, power cut at operation %d, disk %s seed %d".formatted(script, cut, loss, seed);
                var after = device.disk.after(loss, new Random(seed));
                if (seen.add(after.fingerprint())) {
                    recovers(script, after.copy(), device.committed(), name, 1);
                    if (seed == 1 && CUT_TWICE.contains(script)) {
                        cutAgain(script, after, device.committed(), name);
                    }
                }
            }
        }
    }

    private void cutAgain(Script script, FaultFs found, DeviceState committed, String name) {
        var operations = scripts.operations(script, found.copy());
        for (var cut = 1; cut <= operations.size(); cut++) {
            if (!operations.get(cut - 1)) {
                continue;
            }
            var device = scripts.device(found.copy());
            device.disk.cutPowerAt(cut);
            untilThePowerGoes(() -> scripts.play(script, device));
            var loss = Loss.values()[cut % Loss.values().length];
            var after = device.disk.after(loss, new Random(cut));
            if (seen.add(after.fingerprint())) {
                recovers(
                        script,
                        after,
                        newest(committed, device.committed()),
                        name + ", again at " + cut + " " + loss,
                        2);
            }
        }
    }

    private void recovers(Script script, FaultFs disk, DeviceState committed, String name, int cuts) {
        recoveries++;
        var device = scripts.device(disk);
        try {
            device.boot();
            scripts.requireSoundBoot(script, device, committed);
            scripts.converge(script, device);
            scripts.requireGoalReached(script, device, cuts);
        } catch (AssertionError | RuntimeException broken) {
            failures.add(name + ": " + String.valueOf(broken.getMessage()).replace('\n', ' '));
        }
    }

    private static DeviceState newest(DeviceState one, DeviceState other) {
        return one.generation() > other.generation() ? one : other;
    }

    private static void untilThePowerGoes(Runnable life) {
        try {
            life.run();
        } catch (PowerCut theEnd) {
            // the process is gone
        }
    }
}
