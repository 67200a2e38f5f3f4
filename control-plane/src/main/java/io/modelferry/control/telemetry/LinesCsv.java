package io.modelferry.control.telemetry;

import io.modelferry.control.platform.Csv;
import io.modelferry.control.telemetry.Telemetry.GroupBy;
import io.modelferry.control.telemetry.Telemetry.Grouped;
import io.modelferry.control.telemetry.Telemetry.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lines of one or several metrics as CSV: a row for each instant and group, a column for each metric, empty where it has no value. */
final class LinesCsv {

    private static final Comparator<Spot> ORDER = Comparator.comparing(Spot::at).thenComparing(Spot::key);

    private record Spot(Instant at, String key) {}

    private LinesCsv() {}

    static String of(GroupBy groupBy, List<Metric> metrics, Function<Metric, List<Grouped>> lines) {
        Map<Spot, @Nullable Double[]> rows = new TreeMap<>(ORDER);
        for (var column = 0; column < metrics.size(); column++) {
            for (var line : lines.apply(metrics.get(column))) {
                for (var point : line.points()) {
                    rows.computeIfAbsent(new Spot(point.at(), line.key()), spot -> new Double[metrics.size()])[column] =
                            point.value();
                }
            }
        }
        var header = Stream.concat(
                Stream.of("at", Asked.word(groupBy)), metrics.stream().map(Asked::word));
        return Csv.of(header.toList(), rows.entrySet().stream().map(row -> cells(row.getKey(), row.getValue())));
    }

    private static List<@Nullable Object> cells(Spot spot, @Nullable Double[] values) {
        var cells = new ArrayList<@Nullable Object>();
        cells.add(spot.at());
        cells.add(spot.key());
        cells.addAll(Arrays.asList(values));
        return cells;
    }
}
