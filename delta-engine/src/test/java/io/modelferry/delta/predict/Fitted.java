package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.testing.ArrayBase;
import java.util.Arrays;
import java.util.List;

/** A pair of tensors and a prediction between them. */
record Fitted(String name, Tensor base, Tensor target, Prediction prediction) {

    /** What the search of this kind finds for the pair; fails if it finds nothing. */
    static Fitted of(String name, Tensor base, Tensor target, Prediction.Kind kind) throws Exception {
        for (var prediction : Predictions.of(base, target)) {
            if (prediction.kind() == kind) {
                return new Fitted(name, base, target, prediction);
            }
        }
        throw new AssertionError("nothing found: " + name);
    }

    static Tensor tensor(ElementType type, byte[] elements, long... shape) {
        return new Tensor("w", type, Arrays.stream(shape).boxed().toList(), new ArrayBase(elements));
    }

    static List<Prediction.Kind> kinds(Tensor base, Tensor target) throws Exception {
        return Predictions.of(base, target).stream().map(Prediction::kind).toList();
    }

    Prediction.Kind kind() {
        return prediction.kind();
    }

    byte[] parameters() {
        return prediction.parameters();
    }

    Sides sides() {
        return new Sides(target.type(), target.bytes().length(), base.bytes().length());
    }

    byte[] predicted() throws Exception {
        return predictedBy(prediction);
    }

    byte[] predictedBy(Prediction other) throws Exception {
        return PredictionContract.predicted(
                other, base.bytes(), 0, (int) target.elements(), target.type().width());
    }

    byte[] actual() throws Exception {
        var actual = new byte[(int) target.bytes().length()];
        target.bytes().read(0, actual, 0, actual.length);
        return actual;
    }

    /** Elements that are not just as predicted. */
    int misses() throws Exception {
        int width = target.type().width();
        var predicted = predicted();
        var actual = actual();
        int misses = 0;
        for (int at = 0; at < actual.length; at += width) {
            misses += Arrays.equals(predicted, at, at + width, actual, at, at + width) ? 0 : 1;
        }
        return misses;
    }

    @Override
    public String toString() {
        return name;
    }
}
