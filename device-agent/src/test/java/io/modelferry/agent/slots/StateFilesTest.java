package io.modelferry.agent.slots;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.update.DeviceState;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {

    @TempDir
    Path folder;

    private static DeviceState state(long generation) {
        return new DeviceState(generation, null, List.of());
    }

    @Test
    void beginsFreshInAnEmptyFolder() {
        assertThat(files().load()).isEqualTo(DeviceState.FRESH);
    }

    @Test
    void findsTheNewestStateAgain() throws UpdateFailure {
        var files = files();
        files.load();
        for (var generation = 1; generation <= 5; generation++) {
            files.save(state(generation));
        }

        assertThat(files().load()).isEqualTo(state(5));
    }

    @Test
    void fallsBackToTheStateBeforeWhereverTheLastWriteWasTorn() throws Exception {
        var files = files();
        files.load();
        files.save(state(1));
        files.save(state(2));
        var newest = newestFile();
        var whole = Files.readAllBytes(newest);

        for (var length = 0; length < whole.length; length++) {
            Files.write(newest, Arrays.copyOf(whole, length));
            assertThat(files().load()).as("cut to %d bytes", length).isEqualTo(state(1));
        }
    }

    @Test
    void noticesEveryFlippedBit() throws Exception {
        var files = files();
        files.load();
        files.save(state(1));
        files.save(state(2));
        var newest = newestFile();
        var whole = Files.readAllBytes(newest);

        for (var bit = 0; bit < whole.length * 8; bit++) {
            var flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(newest, flipped);
            assertThat(files().load()).as("bit %d", bit).isEqualTo(state(1));
        }
    }

    @Test
    void refusesTrailingBytes() throws Exception {
        var files = files();
        files.load();
        files.save(state(1));
        files.save(state(2));
        var newest = newestFile();
        var longer = Arrays.copyOf(Files.readAllBytes(newest), (int) Files.size(newest) + 1);
        Files.write(newest, longer);

        assertThat(files().load()).isEqualTo(state(1));
    }

    @Test
    void beginsFreshWhenBothFilesAreBad() throws Exception {
        Files.writeString(folder.resolve("A"), "rubbish");
        Files.writeString(folder.resolve("B"), "");

        assertThat(files().load()).isEqualTo(DeviceState.FRESH);
    }

    @Test
    void overwritesTheOlderFileAfterATornOne() throws Exception {
        var files = files();
        files.load();
        files.save(state(1));
        files.save(state(2));
        Files.write(newestFile(), new byte[] {1});

        var after = files();
        after.load();
        after.save(state(3));

        assertThat(files().load()).isEqualTo(state(3));
    }

    private StateFiles files() {
        return new StateFiles(AgentFs.REAL, folder);
    }

    private Path newestFile() throws IOException {
        var b = folder.resolve("B");
        var a = folder.resolve("A");
        return number(a) > number(b) ? a : b;
    }

    private static long number(Path file) throws IOException {
        return StateFrame.decode(Files.readAllBytes(file)).orElseThrow().number();
    }
}
