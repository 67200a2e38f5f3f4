package io.modelferry.agent.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Trees like {@code /proc} and {@code /sys}, with numbers that a test sets. */
final class FakeMachine {

    private final Path proc;
    private final Path sys;
    private final Path models;

    FakeMachine(Path folder) throws IOException {
        proc = Files.createDirectories(folder.resolve("proc"));
        sys = Files.createDirectories(folder.resolve("sys"));
        models = Files.createDirectories(folder.resolve("models"));
    }

    ResourceMeter meter(LongSupplier cpuNanos) {
        return new ResourceMeter(proc, sys, models, cpuNanos);
    }

    EnergyCounter energy() {
        return EnergyCounter.in(sys);
    }

    void resident(long kib) throws IOException {
        write(proc.resolve("self/status"), "Name:\tjava\nVmHWM:\t  999 kB\nVmRSS:\t  " + kib + " kB\nThreads:\t9");
    }

    void rapl(String zone, String name, long micros, long range) throws IOException {
        var folder = sys.resolve("class/powercap").resolve(zone);
        write(folder.resolve("name"), name);
        write(folder.resolve("energy_uj"), Long.toString(micros));
        write(folder.resolve("max_energy_range_uj"), Long.toString(range));
    }

    void hwmon(String counter, String label, long micros) throws IOException {
        var chip = sys.resolve("class/hwmon/hwmon0");
        write(chip.resolve(counter + "_input"), Long.toString(micros));
        write(chip.resolve(counter + "_label"), label);
    }

    Path energyFile(String zone) {
        return sys.resolve("class/powercap").resolve(zone).resolve("energy_uj");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }
}
