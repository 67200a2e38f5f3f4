package io.modelferry.agent.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a classifier said of one row.
 *
 * @param label index of the greatest logit
 * @param confidence its softmax probability, 0…1
 * @param classes how many there are
 */
public record Prediction(int label, double confidence, int classes) {

    private static final int MAX_CLASSES = 1024;

    /** One prediction a row, if the tensor looks like logits: floating point, {@code [batch, classes]}. */
    static List<Prediction> of(Tensor logits) {
        var shape = logits.shape();
        var real = logits.datatype() == Datatype.FP32 || logits.datatype() == Datatype.FP64;
        if (!real || shape.length != 2 || shape[1] < 2 || shape[1] > MAX_CLASSES) {
            return List.of();
        }
        var rows = new ArrayList<Prediction>();
        for (var row = 0; row < shape[0]; row++) {
            rows.add(ofRow(logits, row * (int) shape[1], (int) shape[1]));
        }
        return rows;
    }

    static Optional<Prediction> first(List<Prediction> rows) {
        return rows.stream().findFirst();
    }

    private static Prediction ofRow(Tensor logits, int from, int classes) {
        var best = 0;
        for (var i = 1; i < classes; i++) {
            best = logits.at(from + i) > logits.at(from + best) ? i : best;
        }
        var sum = 0.0;
        for (var i = 0; i < classes; i++) {
            sum += Math.exp(logits.at(from + i) - logits.at(from + best));
        }
        return new Prediction(best, 1 / sum, classes);
    }
}
