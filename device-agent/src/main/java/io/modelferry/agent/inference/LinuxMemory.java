package io.modelferry.agent.inference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Memory as the kernel tells it: the machine's, or the control group's where that is less.
 *
 * @see <a href="https://docs.kernel.org/filesystems/proc.html#meminfo">proc(5)</a>,
 *     <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#memory">cgroup v2</a>
 */
final class LinuxMemory implements Memory {

    private static final long KIB = 1024;

    private final Path root;

    /** @param root {@code /} */
    LinuxMemory(Path root) {
        this.root = root;
    }

    @Override
    public long availableBytes() {
        var machine = kib("proc/meminfo", "MemAvailable:").orElse(Long.MAX_VALUE);
        return Math.min(machine, leftInGroup());
    }

    /** The group's page cache is given back when memory is asked for, so it counts as free. */
    private long leftInGroup() {
        var group = lineOf("proc/self/cgroup", "0::");
        if (group.isEmpty()) {
            return Long.MAX_VALUE;
        }
        var folder = "sys/fs/cgroup" + group + "/";
        var most = number(lineOf(folder + "memory.max", ""));
        var taken = number(lineOf(folder + "memory.current", ""));
        if (most.isEmpty() || taken.isEmpty()) {
            return Long.MAX_VALUE;
        }
        var cache = number(lineOf(folder + "memory.stat", "inactive_file ")).orElse(0);
        return Math.max(0, most.getAsLong() - taken.getAsLong() + cache);
    }

    @Override
    public long residentBytes() {
        return kib("proc/self/status", "VmRSS:").orElse(0);
    }

    private OptionalLong kib(String file, String name) {
        var value = number(lineOf(file, name).replace("kB", "").strip());
        return value.isPresent() ? OptionalLong.of(value.getAsLong() * KIB) : value;
    }

    /** @return what follows {@code start} in the first line that begins so; empty without one */
    private String lineOf(String file, String start) {
        try (var lines = Files.lines(root.resolve(file), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(start))
                    .findFirst()
                    .map(line -> line.substring(start.length()).strip())
                    .orElse("");
        } catch (IOException e) {
            return ""; // another system, or a kernel without it: then it is not known
        }
    }

    private static OptionalLong number(String text) {
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
