package io.modelferry.control.targeting;

import io.modelferry.control.platform.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** How a filter is refused: which field, where, and what there is instead. */
final class BadFilter {

    private BadFilter() {}

    /**
     * @param position of the first wrong character, from 1
     * @param known what could stand there; empty if that is no list
     */
    static Refusal at(int position, String field, String words, Collection<String> known) {
        var there = known.isEmpty() ? "" : " There is: " + String.join(", ", known) + ".";
        return Refusal.invalid(
                "bad-filter",
                "At position %d: %s%s".formatted(position, words, there),
                Map.of("field", field, "position", position, "known", List.copyOf(known)));
    }
}
