package io.modelferry.cli.bench.optimize;

import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.recipe.Recipe;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;

/**
 * {@code Conversion RECIPE MODEL OUT}: the main class of the child JVM in which a rewrite is timed. Prints the median seconds of
 * three rewrites, and the most bytes that its heap held.
 */
final class Conversion {

    private static final int RUNS = 3;

    /** @param heapBytes the sum of what each of the heap's pools held at most */
    record Measured(double seconds, long heapBytes) {

        static Measured parse(String line) {
            var parts = line.strip().split(" ");
            return new Measured(Double.parseDouble(parts[0]), Long.parseLong(parts[1]));
        }
    }

    private Conversion() {}

    public static void main(String... files) throws Exception {
        var technique = Recipe.parse(Files.readString(Path.of(files[0]))).technique();
        var seconds = new ArrayList<Double>();
        for (int run = 0; run < RUNS; run++) {
            var began = System.nanoTime();
            Optimizer.optimise(Path.of(files[1]), technique, Path.of(files[2]));
            seconds.add((System.nanoTime() - began) / 1e9);
        }
        Collections.sort(seconds);
        System.out.println(seconds.get(RUNS / 2) + " " + heapPeak());
    }

    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
