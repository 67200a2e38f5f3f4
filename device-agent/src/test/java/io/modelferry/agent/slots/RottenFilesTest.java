package io.modelferry.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.SweptDevice;
import io.modelferry.agent.testing.UpdateScripts;
import io.modelferry.agent.testing.UpdateScripts.Script;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.report.UpdateState;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RottenFilesTest {

    @TempDir
    Path scratch;

    private UpdateScripts scripts;

    @BeforeEach
    void writeTheScripts() throws Exception {
        scripts = new UpdateScripts(scratch);
    }

    /** Serves version 2; version 1 is its way back. */
    private SweptDevice afterTwo() {
        var device = scripts.device(scripts.before(Script.ROLLED_BACK));
        device.boot();
        assertThat(device.serves()).isEqualTo(scripts.two());
        return device;
    }

    private static void rot(SweptDevice device, ArtifactDigest digest) {
        device.disk.rot(device.blobs().path(digest));
    }

    @Test
    void servesThePreviousFileWhenTheActiveOneHasRottedAndFetchesItAgain() {
        var device = afterTwo();
        rot(device, scripts.two());

        device.boot();

        assertThat(device.host().loaded()).startsWith(scripts.one());
        for (var second = 0; second < 20; second++) {
            device.second(20, 0);
        }
        assertThat(device.serves()).isEqualTo(scripts.two());
        assertThat(device.slots().runs(scripts.two())).isTrue();
    }

    @Test
    void servesTheOnlyModelAsSoonAsTheDiskGivesIt() {
        var device = scripts.device(scripts.before(Script.TAKEN_OFF));
        device.boot();
        device.disk.cannotRead(device.blobs().path(scripts.one()));

        device.boot();
        assertThat(device.serves()).isNull();
        device.disk.heal();
        for (var second = 0; second < 10; second++) {
            device.second(0, 0);
        }

        assertThat(device.serves()).isEqualTo(scripts.one());
        assertThat(device.slots().runs(scripts.one())).isTrue();
        assertThat(device.host().loaded()).containsExactly(scripts.one());
    }

    @Test
    void fetchesTheGoalAgainWhenBothFilesHaveRottedAndLoadsNeither() {
        var device = afterTwo();
        rot(device, scripts.two());
        rot(device, scripts.one());

        device.boot();
        assertThat(device.host().loaded()).doesNotContain(scripts.one());
        for (var second = 0; second < 20; second++) {
            device.second(20, 0);
        }

        assertThat(device.serves()).isEqualTo(scripts.two());
    }

    @Test
    void aBaseThatRottedIsNotPatchedFrom() {
        var device = scripts.device(scripts.before(Script.BY_DELTA));
        device.boot();
        rot(device, scripts.one());

        scripts.converge(Script.BY_DELTA, device);

        assertThat(device.serves()).isEqualTo(scripts.two());
        assertThat(device.events.states()).doesNotContain(UpdateState.PATCHING);
    }
}
