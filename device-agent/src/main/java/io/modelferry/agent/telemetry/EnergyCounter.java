package io.modelferry.agent.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * Joules that the machine has used, where Linux counts them: RAPL's whole-platform zone, or else its packages, or else the
 * counters of hwmon. Since Linux 5.10 RAPL is root's alone unless the file's mode is changed; a counter that cannot be read
 * is one that does not exist.
 *
 * @see <a href="https://docs.kernel.org/power/powercap/powercap.html">Linux, power capping framework</a>
 * @see <a href="https://docs.kernel.org/hwmon/sysfs-interface.html">Linux, hwmon sysfs interface</a>
 */
final class EnergyCounter {

    private static final double MICRO = 1e-6;

    /** One file that counts microjoules, and begins again at {@code range}, where that is known. */
    private static final class Counter {
        private final Path file;
        private final long range;
        private long last;
        private long total;

        Counter(Path file, long range) throws IOException {
            this.file = file;
            this.range = range;
            this.last = number(file);
        }

        long total() throws IOException {
            var now = number(file);
            total += now >= last ? now - last : now + Math.max(0, range - last);
            last = now;
            return total;
        }
    }

    private final List<Counter> counters;

    private EnergyCounter(List<Counter> counters) {
        this.counters = counters;
    }

    /** @param sys usually {@code /sys} */
    static EnergyCounter in(Path sys) {
        var zones = sys.resolve("class/powercap");
        var platform = rapl(zones, name -> name.equals("psys"));
        if (!platform.isEmpty()) {
            return new EnergyCounter(platform);
        }
        var packages = rapl(zones, name -> name.startsWith("package"));
        return new EnergyCounter(packages.isEmpty() ? hwmon(sys.resolve("class/hwmon")) : packages);
    }

    private static List<Counter> rapl(Path zones, Predicate<String> wanted) {
        var found = new ArrayList<Counter>();
        for (var zone : list(zones, "intel-rapl:*")) {
            try {
                if (wanted.test(text(zone.resolve("name")))) {
                    found.add(new Counter(zone.resolve("energy_uj"), number(zone.resolve("max_energy_range_uj"))));
                }
            } catch (IOException | NumberFormatException unreadable) {
                return List.of(); // half of the packages would be a wrong number
            }
        }
        return found;
    }

    /** Sockets, not the cores in them: those would count twice. */
    private static List<Counter> hwmon(Path chips) {
        var found = new ArrayList<Counter>();
        for (var chip : list(chips, "hwmon*")) {
            for (var file : list(chip, "energy*_input")) {
                var label = chip.resolve(file.getFileName().toString().replace("_input", "_label"));
                try {
                    if (!Files.exists(label) || !text(label).startsWith("Ecore")) {
                        found.add(new Counter(file, 0));
                    }
                } catch (IOException | NumberFormatException unreadable) {
                    return List.of();
                }
            }
        }
        return found;
    }

    /** Since this object was made; empty where the platform does not tell. */
    OptionalDouble joules() {
        if (counters.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            var micros = 0L;
            for (var counter : counters) {
                micros += counter.total();
            }
            return OptionalDouble.of(micros * MICRO);
        } catch (IOException | NumberFormatException unreadable) {
            return OptionalDouble.empty();
        }
    }

    private static List<Path> list(Path folder, String glob) {
        var found = new ArrayList<Path>();
        if (Files.isDirectory(folder)) {
            try (var entries = Files.newDirectoryStream(folder, glob)) {
                entries.forEach(found::add);
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        return found;
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(text(file));
    }
}
