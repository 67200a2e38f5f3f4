package io.modelferry.agent.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Whether two models gave the same answer: the same class in every row, or the same numbers where there are no classes. */
final class Agreement {

    private static final double RELATIVE = 1e-3;

    /** Below this, numbers are the same: a relative difference of two that are nearly zero says nothing. */
    private static final double ABSOLUTE = 1e-6;

    private Agreement() {}

    static boolean same(Map<String, Tensor> answered, Map<String, Tensor> candidate) {
        var classes = classes(answered);
        return classes.isEmpty() ? sameNumbers(answered, candidate) : classes.equals(classes(candidate));
    }

    private static List<Integer> classes(Map<String, Tensor> outputs) {
        return outputs.values().stream()
                .limit(1)
                .flatMap(first -> Prediction.of(first).stream())
                .map(Prediction::label)
                .toList();
    }

    private static boolean sameNumbers(Map<String, Tensor> answered, Map<String, Tensor> candidate) {
        return answered.entrySet().stream().allMatch(output -> {
            var other = candidate.get(output.getKey());
            return other != null && sameNumbers(output.getValue(), other);
        });
    }

    private static boolean sameNumbers(Tensor one, Tensor other) {
        if (!Arrays.equals(one.shape(), other.shape())) {
            return false;
        }
        for (var i = 0; i < one.elements(); i++) {
            var greatest = Math.max(Math.abs(one.at(i)), Math.abs(other.at(i)));
            if (!(Math.abs(one.at(i) - other.at(i)) <= Math.max(ABSOLUTE, RELATIVE * greatest))) {
                return false;
            }
        }
        return true;
    }
}
