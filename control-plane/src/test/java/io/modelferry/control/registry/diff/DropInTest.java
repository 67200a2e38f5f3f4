package io.modelferry.control.registry.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.registry.Versions.TensorSpec;
import io.modelferry.control.registry.diff.LabelDiff.Moved;
import io.modelferry.control.registry.diff.PortChange.Kind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What breaks callers, and what does not. A port is written {@code name dtype dimension…}, several between semicolons. */
final class DropInTest {

    @ParameterizedTest(name = "input {0} → {1}: {2} {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "x FLOAT n 8,       x FLOAT n 8,            SAME,     -",
                "x FLOAT n 8,       x FLOAT batch 8,        CHANGED,  -",
                "x FLOAT 1 8,       x FLOAT n 8,            CHANGED,  -",
                "x FLOAT n 8,       x FLOAT 1 8,            CHANGED,  'input ''x'' takes [1, 8] instead of [n, 8]'",
                "x FLOAT n 8,       x FLOAT n 9,            CHANGED,  'input ''x'' takes [n, 9] instead of [n, 8]'",
                "x FLOAT n 8,       x FLOAT n,              CHANGED,  'input ''x'' takes [n] instead of [n, 8]'",
                "x FLOAT n 8,       x FLOAT16 n 8,          CHANGED,  'input ''x'' takes FLOAT16 instead of FLOAT'",
                "x FLOAT n 8,       y FLOAT n 8,            RENAMED,  'input ''x'' is called ''y'' now'",
                "x FLOAT n 8,       x FLOAT n 8;y INT64 1,  ADDED,    'input ''y'' is new and has to be fed'",
                "x FLOAT n 8;y INT64 1, x FLOAT n 8,        REMOVED,  'input ''y'' is gone'",
                "x FLOAT n 8,       y INT64 1,              REMOVED,  'input ''x'' is gone'",
            })
    void inputsMayTakeMoreAndNotLess(String before, String after, Kind last, String breaks) {
        var change = PortComparison.INPUTS.compare(specs(before), specs(after)).getLast();

        assertThat(change.kind()).isEqualTo(last);
        assertThat(change.breaks()).isEqualTo(breaks == null ? "" : breaks);
    }

    @ParameterizedTest(name = "output {0} → {1}: {2} {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "y FLOAT n 10,      y FLOAT 1 10,           CHANGED,  -",
                "y FLOAT 1 10,      y FLOAT n 10,           CHANGED,  'output ''y'' gives [n, 10] instead of [1, 10]'",
                "y FLOAT n 10,      y FLOAT n 11,           CHANGED,  'output ''y'' gives [n, 11] instead of [n, 10]'",
                "y FLOAT n 10,      y FLOAT n 10;z FLOAT 1, ADDED,    -",
                "y FLOAT n 10,      z FLOAT n 10,           RENAMED,  'output ''y'' is called ''z'' now'",
            })
    void outputsMayGiveLessAndNotOther(String before, String after, Kind last, String breaks) {
        var change = PortComparison.OUTPUTS.compare(specs(before), specs(after)).getLast();

        assertThat(change.kind()).isEqualTo(last);
        assertThat(change.breaks()).isEqualTo(breaks == null ? "" : breaks);
    }

    @Test
    void aClassThatIsNewBreaksNobodyAndOneThatMovedOrWentDoes() {
        var grown = LabelDiff.of(List.of("cat", "dog"), List.of("cat", "dog", "cow"));
        var turned = LabelDiff.of(List.of("cat", "dog", "hen"), List.of("dog", "cat"));

        assertThat(grown.added()).containsExactly("cow");
        assertThat(grown.breaking()).isEmpty();
        assertThat(turned.moved()).containsExactly(new Moved("cat", 0, 1), new Moved("dog", 1, 0));
        assertThat(turned.breaking())
                .containsExactly(
                        "labels: 2 of 2 have another number: 'cat' 0 → 1, 'dog' 1 → 0", "labels: gone is 'hen'");
        assertThat(LabelDiff.of(List.of(), List.of("cat")).breaking()).isEmpty();
    }

    @Test
    void aLongListOfLabelsIsCutInWordsAndWholeInTheAnswer() {
        var before = List.of("a", "b", "c", "d", "e", "f");

        var turned = LabelDiff.of(before, before.reversed());

        assertThat(turned.moved()).hasSize(6);
        assertThat(turned.breaking()).singleElement().asString().endsWith("'d' 3 → 2 and 2 more");
    }

    private static List<TensorSpec> specs(String text) {
        return Arrays.stream(text.split(";"))
                .map(one -> Arrays.asList(one.strip().split(" ")))
                .map(parts -> new TensorSpec(parts.get(0), parts.get(1), parts.subList(2, parts.size())))
                .toList();
    }
}
