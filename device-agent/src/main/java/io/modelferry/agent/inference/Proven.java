package io.modelferry.agent.inference;

import java.util.Arrays;
import java.util.List;

/**
 * What the proof of a file showed, beside that it may go on trial.
 *
 * @param classCounts answers per class over the acceptance set, in output order; empty without a set, or without classes
 */
public record Proven(List<Long> classCounts) {

    public static final Proven NO_PROFILE = new Proven(List.of());

    public Proven {
        classCounts = List.copyOf(classCounts);
    }

    static Proven of(long[] classCounts) {
        return new Proven(Arrays.stream(classCounts).boxed().toList());
    }
}
