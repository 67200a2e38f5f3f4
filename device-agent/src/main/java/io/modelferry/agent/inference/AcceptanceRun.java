package io.modelferry.agent.inference;

import ai.onnxruntime.OrtException;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.trust.Acceptance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a model over its acceptance set before anybody depends on it: outputs must be numbers, near the expected ones where the set
 * holds such, right often enough where it holds labels, and there in time.
 */
final class AcceptanceRun {

    private static final String LABELS = "labels";
    private static final int ROWS_AT_ONCE = 32;

    private final LeasedSession session;
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Tensor labels;
    private final ExpectedOutputs expected;
    private final int cases;
    private final int rowsAtOnce;
    private long[] classCounts = new long[0];

    private AcceptanceRun(OnnxModels.Loaded loaded, Map<String, Tensor> set, Acceptance acceptance)
            throws UpdateFailure {
        this.session = loaded.session();
        for (var port : session.signature().inputs()) {
            inputs.put(port.name(), required(set, port.name(), port.datatype()));
        }
        this.cases = casesOf(inputs);
        this.rowsAtOnce = rowsAtOnce();
        this.labels = set.getOrDefault(
                LABELS, new Tensor(Datatype.INT64, new long[] {0}, Tensor.allocate(Datatype.INT64, 0)));
        if (labels.elements() != 0 && labels.elements() != cases) {
            throw unfit(labels.elements() + " labels for " + cases + " cases");
        }
        this.expected = new ExpectedOutputs(session.signature(), set, cases, acceptance, loaded.provider());
    }

    /** @throws UpdateFailure ACCEPTANCE_FAILED with the figures, or INCOMPATIBLE if set and model do not fit */
    static Proven require(OnnxModels.Loaded loaded, Path npz, Acceptance acceptance, Ticks ticks) throws UpdateFailure {
        try {
            var run = new AcceptanceRun(loaded, Npz.read(npz), acceptance);
            var correct = run.requireOutputs(acceptance.minAccuracy());
            var allowed = acceptance.maxLatencyMillis();
            if (allowed != null) {
                Latency.require(loaded.session(), run.inputs(0, Math.min(run.single(), run.cases)), allowed, ticks);
            }
            return new Proven(
                    run.cases,
                    run.labels.elements(),
                    correct,
                    Arrays.stream(run.classCounts).boxed().toList());
        } catch (IOException e) {
            throw new UpdateFailure(FailureCode.INCOMPATIBLE, "acceptance set: " + e.getMessage(), e);
        } catch (OrtException e) {
            throw new UpdateFailure(FailureCode.ACCEPTANCE_FAILED, OnnxModels.firstLine(e), e);
        }
    }

    /** @return how many are right; 0 without labels */
    private int requireOutputs(double minAccuracy) throws OrtException, UpdateFailure {
        var right = 0;
        for (var done = 0; done < cases; done += rowsAtOnce) {
            right += right(done, Math.min(done, cases - rowsAtOnce));
        }
        expected.require();
        if (labels.elements() > 0 && right < minAccuracy * cases) {
            throw new UpdateFailure(
                    FailureCode.ACCEPTANCE_FAILED,
                    "%d of %d right, %.4f asked for".formatted(right, cases, minAccuracy));
        }
        return right;
    }

    /** A model of a fixed batch gets whole batches, the last of them over some rows that were judged before. */
    private int rowsAtOnce() throws UpdateFailure {
        var shape = session.signature().inputs().getFirst().shape();
        var fixed = shape.isEmpty() ? 0 : shape.getFirst();
        if (fixed > cases) {
            throw unfit("batches of " + fixed + " and " + cases + " cases");
        }
        return fixed > 0 ? Math.toIntExact(fixed) : Math.min(ROWS_AT_ONCE, cases);
    }

    /** Rows of a single request. */
    private int single() {
        return session.signature().inputs().getFirst().shape().getFirst() > 0 ? rowsAtOnce : 1;
    }

    /**
     * @param done cases judged before
     * @param from first of the rows to run
     */
    private int right(int done, int from) throws OrtException, UpdateFailure {
        var outputs = session.run(inputs(from, rowsAtOnce));
        if (!outputs.values().stream().allMatch(Tensor::finite)) {
            throw new UpdateFailure(FailureCode.ACCEPTANCE_FAILED, "an output that is no number");
        }
        expected.compare(outputs, from, rowsAtOnce);
        var predictions = Prediction.of(outputs.values().iterator().next());
        count(predictions.subList(Math.min(done - from, predictions.size()), predictions.size()));
        var right = 0;
        for (var row = done; row < Math.min(from + predictions.size(), labels.elements()); row++) {
            right += predictions.get(row - from).label() == (int) labels.at(row) ? 1 : 0;
        }
        return right;
    }

    private void count(List<Prediction> predictions) {
        for (var prediction : predictions) {
            if (classCounts.length < prediction.classes()) {
                classCounts = Arrays.copyOf(classCounts, prediction.classes());
            }
            classCounts[prediction.label()]++;
        }
    }

    private Map<String, Tensor> inputs(int from, int count) {
        var part = new LinkedHashMap<String, Tensor>();
        inputs.forEach((name, tensor) -> part.put(name, tensor.rows(from, count)));
        return part;
    }

    private static Tensor required(Map<String, Tensor> set, String input, Datatype datatype) throws UpdateFailure {
        var tensor = set.get(input);
        if (tensor == null || tensor.datatype() != datatype || tensor.shape().length == 0) {
            throw unfit("the acceptance set has no input " + input + " of " + datatype);
        }
        return tensor;
    }

    private static int casesOf(Map<String, Tensor> inputs) throws UpdateFailure {
        var cases = inputs.values().stream()
                .map(tensor -> tensor.shape()[0])
                .distinct()
                .toList();
        if (cases.size() != 1 || cases.getFirst() == 0) {
            throw unfit("the acceptance set's inputs hold no cases, or differ in their number");
        }
        return Math.toIntExact(cases.getFirst());
    }

    private static UpdateFailure unfit(String detail) {
        return new UpdateFailure(FailureCode.INCOMPATIBLE, detail);
    }
}
