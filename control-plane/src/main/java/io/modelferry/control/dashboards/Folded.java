package io.modelferry.control.dashboards;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Keeps a label from growing with the fleet: the largest values keep their names, all others are {@value #OTHER}. */
final class Folded {

    static final String OTHER = "other";

    private Folded() {}

    /**
     * @param most how many values keep their names
     * @return what to write for each value of the label
     */
    static <T> Function<T, String> by(List<T> rows, Function<T, String> label, ToLongFunction<T> weight, int most) {
        var named = largest(rows, label, weight, most);
        return row -> named.contains(label.apply(row)) ? label.apply(row) : OTHER;
    }

    private static <T> Set<String> largest(
            List<T> rows, Function<T, String> label, ToLongFunction<T> weight, int most) {
        var weights = new HashMap<String, Long>();
        rows.forEach(row -> weights.merge(label.apply(row), weight.applyAsLong(row), Long::sum));
        return weights.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Sums rows that have the same labels now. */
    static <T, L> Map<L, Long> summed(List<T> rows, Function<T, L> labels, ToLongFunction<T> weight) {
        var sums = new LinkedHashMap<L, Long>();
        rows.forEach(row -> sums.merge(labels.apply(row), weight.applyAsLong(row), Long::sum));
        return sums;
    }
}
