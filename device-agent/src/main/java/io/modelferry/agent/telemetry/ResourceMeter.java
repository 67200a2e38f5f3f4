package io.modelferry.agent.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.modelferry.protocol.telemetry.Window.Resources;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the agent's process and its machine use, between two readings. */
public final class ResourceMeter {

    private static final String RESIDENT = "VmRSS:";
    private static final int KIB = 1024;

    /** What only grows, at one moment. */
    record Reading(long nanos, long cpuNanos, OptionalDouble joules, long inferences) {}

    private final Path status;
    private final Path models;
    private final LongSupplier cpuNanos;
    private final EnergyCounter energy;

    /**
     * @param proc usually {@code /proc}
     * @param sys usually {@code /sys}
     * @param models a folder on the file system whose free space is told
     * @param cpuNanos processor time that this process has used
     */
    public ResourceMeter(Path proc, Path sys, Path models, LongSupplier cpuNanos) {
        this.status = proc.resolve("self/status");
        this.models = models;
        this.cpuNanos = cpuNanos;
        this.energy = EnergyCounter.in(sys);
    }

    public static ResourceMeter ofThisMachine(Path models) {
        var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new ResourceMeter(Path.of("/proc"), Path.of("/sys"), models, machine::getProcessCpuTime);
    }

    /** @param inferences of all models, since the agent started */
    Reading read(long nanos, long inferences) {
        return new Reading(nanos, cpuNanos.getAsLong(), energy.joules(), inferences);
    }

    /** @return null where the system does not tell a process's memory */
    @Nullable
    Resources between(Reading start, Reading end, long windowsLost) {
        var resident = residentBytes();
        if (resident.isEmpty() || end.nanos() <= start.nanos()) {
            return null;
        }
        return new Resources(
                resident.getAsLong(),
                (double) (end.cpuNanos() - start.cpuNanos()) / (end.nanos() - start.nanos()),
                models.toFile().getUsableSpace(),
                windowsLost,
                joulesPerInference(start, end));
    }

    /** @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a> */
    private OptionalLong residentBytes() {
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
                    .findFirst();
        } catch (IOException | NumberFormatException elsewhere) {
            return OptionalLong.empty();
        }
    }

    private static @Nullable Double joulesPerInference(Reading start, Reading end) {
        var inferences = end.inferences() - start.inferences();
        if (inferences == 0 || start.joules().isEmpty() || end.joules().isEmpty()) {
            return null;
        }
        return (end.joules().getAsDouble() - start.joules().getAsDouble()) / inferences;
    }
}
