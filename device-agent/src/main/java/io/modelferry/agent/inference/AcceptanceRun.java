package io.modelferry.agent.inference;

import ai.onnxruntime.OrtException;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a model over its acceptance set before anybody depends on it: outputs must be numbers, and right often enough. */
final class AcceptanceRun {

    private static final String LABELS = "labels";
    private static final int ROWS_AT_ONCE = 32;

    private final LeasedSession session;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Tensor labels;
    private final int cases;

    private AcceptanceRun(LeasedSession session, Map<String, Tensor> set) throws UpdateFailure {
        this.session = session;
        for (var port : session.signature().inputs()) {
            inputs.put(port.name(), required(set, port.name(), port.datatype()));
        }
        this.cases = casesOf(inputs);
        this.labels = set.getOrDefault(
                LABELS, new Tensor(Datatype.INT64, new long[] {0}, Tensor.allocate(Datatype.INT64, 0)));
    }

    /** @throws UpdateFailure ACCEPTANCE_FAILED with the figures, or INCOMPATIBLE if set and model do not fit */
    static void require(LeasedSession session, Path npz, double minAccuracy) throws UpdateFailure {
        try {
            new AcceptanceRun(session, Npz.read(npz)).require(minAccuracy);
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.INCOMPATIBLE, "acceptance set: " + e.getMessage(), e);
        } catch (OrtException e) {
            throw new UpdateFailure(FailureCode.ACCEPTANCE_FAILED, OnnxModels.firstLine(e), e);
        }
    }

    private void require(double minAccuracy) throws OrtException, UpdateFailure {
        var step = rowsAtOnce();
        var right = 0;
        for (var from = 0; from < cases; from += step) {
            right += right(from, Math.min(step, cases - from));
        }
        if (labels.elements() > 0 && right < minAccuracy * cases) {
            throw new UpdateFailure(
                    FailureCode.ACCEPTANCE_FAILED,
                    "%d of %d right, %.4f asked for".formatted(right, cases, minAccuracy));
        }
    }

    private int rowsAtOnce() {
        var fixed = session.signature().inputs().getFirst().shape().getFirst();
        return fixed > 0 ? (int) Math.min(fixed, cases) : ROWS_AT_ONCE;
    }

    private int right(int from, int count) throws OrtException, UpdateFailure {
        var part = new LinkedHashMap<String, Tensor>();
        inputs.forEach((name, tensor) -> part.put(name, tensor.rows(from, count)));
        var outputs = session.run(part);
        if (!outputs.values().stream().allMatch(Tensor::finite)) {
            throw new UpdateFailure(FailureCode.ACCEPTANCE_FAILED, "an output that is no number");
        }
        var predictions = Prediction.of(outputs.values().iterator().next());
        var right = 0;
        for (var row = 0; row < Math.min(count, predictions.size()) && from + row < labels.elements(); row++) {
            right += predictions.get(row).label() == (int) labels.at(from + row) ? 1 : 0;
        }
        return right;
    }

    private static Tensor required(Map<String, Tensor> set, String input, Datatype datatype) throws UpdateFailure {
        var tensor = set.get(input);
        if (tensor == null || tensor.datatype() != datatype || tensor.shape().length == 0) {
            throw new UpdateFailure(
                    FailureCode.INCOMPATIBLE, "the acceptance set has no input " + input + " of " + datatype);
        }
        return tensor;
    }

    private static int casesOf(Map<String, Tensor> inputs) throws UpdateFailure {
        var cases = inputs.values().stream()
                .map(tensor -> tensor.shape()[0])
                .distinct()
                .toList();
        if (cases.size() != 1) {
            throw new UpdateFailure(FailureCode.INCOMPATIBLE, "the acceptance set's inputs differ in length");
        }
        return Math.toIntExact(cases.getFirst());
    }
}
