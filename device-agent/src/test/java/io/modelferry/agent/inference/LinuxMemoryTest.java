package io.modelferry.agent.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxMemoryTest {

    @TempDir
    Path root;

    private void file(String name, String text) throws Exception {
        Files.createDirectories(root.resolve(name).getParent());
        Files.writeString(root.resolve(name), text);
    }

    @Test
    void tellsWhatTheMachineHas() throws Exception {
        file("proc/meminfo", "MemTotal:       8000 kB\nMemFree:         100 kB\nMemAvailable:   2000 kB\n");
        file("proc/self/status", "Name:\tjava\nVmRSS:\t   64 kB\n");

        assertThat(new LinuxMemory(root).availableBytes()).isEqualTo(2000 * 1024);
        assertThat(new LinuxMemory(root).residentBytes()).isEqualTo(64 * 1024);
    }

    @Test
    void tellsWhatItsGroupHasWhereThatIsLess() throws Exception {
        file("proc/meminfo", "MemAvailable:   2000 kB\n");
        file("proc/self/cgroup", "0::/system.slice/ferry.service\n");
        var group = "sys/fs/cgroup/system.slice/ferry.service/";
        file(group + "memory.max", "1000000\n");
        file(group + "memory.current", "900000\n");
        file(group + "memory.stat", "anon 700000\ninactive_file 50000\n");

        assertThat(new LinuxMemory(root).availableBytes()).isEqualTo(150_000);

        file(group + "memory.max", "max\n");
        assertThat(new LinuxMemory(root).availableBytes()).isEqualTo(2000 * 1024);
    }

    @Test
    void knowsNothingWhereNobodyTells() {
        assertThat(new LinuxMemory(root).availableBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(new LinuxMemory(root).residentBytes()).isZero();
    }

    @Test
    void readsThisMachine() {
        var memory = new LinuxMemory(Path.of("/"));

        assertThat(memory.availableBytes()).isPositive();
        assertThat(memory.residentBytes()).isPositive();
    }
}
