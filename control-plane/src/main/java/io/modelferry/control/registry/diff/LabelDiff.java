package io.modelferry.control.registry.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of classes in two versions. Where one of them says none, nothing can be said about a change.
 *
 * @param before by number; empty if the model does not say them
 * @param moved those that have another number
 */
public record LabelDiff(
        List<String> before, List<String> after, List<String> added, List<String> removed, List<Moved> moved) {

    private static final int TOLD = 4;

    public record Moved(String label, int before, int after) {

        private String words() {
            return "'%s' %d → %d".formatted(label, before, after);
        }
    }

    static LabelDiff of(List<String> before, List<String> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return new LabelDiff(before, after, List.of(), List.of(), List.of());
        }
        var old = numbers(before);
        var young = numbers(after);
        var moved = new ArrayList<Moved>();
        old.forEach((label, number) -> {
            var now = young.get(label);
            if (now != null && !now.equals(number)) {
                moved.add(new Moved(label, number, now));
            }
        });
        return new LabelDiff(before, after, missing(young, old), missing(old, young), List.copyOf(moved));
    }

    /** Why a caller that turns numbers into names has to change; a class that is only new breaks nothing. */
    List<String> breaking() {
        var lines = new ArrayList<String>();
        if (!moved.isEmpty()) {
            lines.add("labels: %d of %d have another number: %s"
                    .formatted(
                            moved.size(),
                            after.size(),
                            some(moved.stream().map(Moved::words).toList())));
        }
        if (!removed.isEmpty()) {
            lines.add("labels: gone %s %s"
                    .formatted(
                            removed.size() == 1 ? "is" : "are",
                            some(removed.stream()
                                    .map(label -> "'" + label + "'")
                                    .toList())));
        }
        return lines;
    }

    private static String some(List<String> words) {
        return words.size() <= TOLD
                ? String.join(", ", words)
                : String.join(", ", words.subList(0, TOLD)) + " and " + (words.size() - TOLD) + " more";
    }

    /** A name that stands twice counts where it stands first. */
    private static Map<String, Integer> numbers(List<String> labels) {
        var numbers = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < labels.size(); i++) {
            numbers.putIfAbsent(labels.get(i), i);
        }
        return numbers;
    }

    private static List<String> missing(Map<String, Integer> among, Map<String, Integer> elsewhere) {
        return among.keySet().stream()
                .filter(label -> !elsewhere.containsKey(label))
                .toList();
    }
}
