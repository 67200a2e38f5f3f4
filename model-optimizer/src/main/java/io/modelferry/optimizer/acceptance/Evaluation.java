package io.modelferry.optimizer.acceptance;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model in ONNX Runtime on every case of an acceptance set, one at a time as devices do, after a warm-up. The answer to
 * a case is the index of the largest value in the first output, or the output itself if it is one integer.
 */
public final class Evaluation {

    private static final int WARM_UP_CASES = 20;

    private final LongSupplier nanoTime;
    private final int threads;
    private final IntConsumer casesDone;

    /** Measures with the machine's own clock on one thread, so that figures of two models compare. */
    public Evaluation() {
        this(System::nanoTime, 1);
    }

    /** @param threads within one operator */
    public Evaluation(LongSupplier nanoTime, int threads) {
        this(nanoTime, threads, done -> {});
    }

    /** @param casesDone told after each case, outside of what is timed */
    public Evaluation(LongSupplier nanoTime, int threads, IntConsumer casesDone) {
        this.nanoTime = nanoTime;
        this.threads = threads;
        this.casesDone = casesDone;
    }

    /** Loads ONNX Runtime itself, so that what a model takes can be told from what the runtime takes. */
    public static void warmUp() {
        OrtEnvironment.getEnvironment();
    }

    /** @throws CannotRun if the model does not load, does not take the set's inputs, or answers with nothing to compare */
    public Measurement evaluate(Path model, AcceptanceSet set) throws CannotRun {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = options();
                var session = environment.createSession(model.toString(), options)) {
            for (int i = 0; i < Math.min(WARM_UP_CASES, set.cases()); i++) {
                answer(session, set, i);
            }
            return measure(session, set);
        } catch (OrtException e) {
            throw CannotRun.said(e, model);
        }
    }

    /**
     * A model's first output on some cases, flat; a label alone, where it is one.
     *
     * @param cases their indices in the set
     */
    public List<double[]> scores(Path model, AcceptanceSet set, List<Integer> cases) throws CannotRun {
        try (var options = options();
                var session = OrtEnvironment.getEnvironment().createSession(model.toString(), options)) {
            var scores = new ArrayList<double[]>();
            for (var index : cases) {
                scores.add(answer(session, set, index).values());
            }
            return scores;
        } catch (OrtException e) {
            throw CannotRun.said(e, model);
        }
    }

    /** Loads the model and lets it go. */
    public void probe(Path model) throws CannotRun {
        try (var options = options();
                var session = OrtEnvironment.getEnvironment().createSession(model.toString(), options)) {
            if (session.getNumOutputs() == 0) {
                throw new CannotRun("the model has no outputs");
            }
        } catch (OrtException e) {
            throw CannotRun.said(e, model);
        }
    }

    private Measurement measure(OrtSession session, AcceptanceSet set) throws OrtException, CannotRun {
        var tally = new Tally(set);
        for (int i = 0; i < set.cases(); i++) {
            tally.add(i, answer(session, set, i));
            casesDone.accept(i + 1);
        }
        return tally.measurement();
    }

    /**
     * Runs a variant and its parent in turn on each case, so that what slows the machine slows both.
     *
     * @param peakBytes of the variant, from a process of its own; null if not measured
     */
    public Proof prove(Path parent, Path variant, AcceptanceSet set, Budgets budgets, @Nullable Long peakBytes)
            throws CannotRun {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = options();
                var old = environment.createSession(parent.toString(), options);
                var young = environment.createSession(variant.toString(), options)) {
            for (int i = 0; i < Math.min(WARM_UP_CASES, set.cases()); i++) {
                answer(old, set, i);
                answer(young, set, i);
            }
            var sideBySide = new SideBySide(set);
            for (int i = 0; i < set.cases(); i++) {
                sideBySide.add(i, answer(old, set, i), answer(young, set, i));
                casesDone.accept(i + 1);
            }
            return sideBySide.proof(budgets, peakBytes);
        } catch (OrtException e) {
            throw CannotRun.said(e, parent, variant);
        }
    }

    private Answer answer(OrtSession session, AcceptanceSet set, int index) throws OrtException, CannotRun {
        try (var inputs = new CaseInputs(set, index)) {
            var started = nanoTime.getAsLong();
            try (var outputs = session.run(inputs.tensors())) {
                var nanos = nanoTime.getAsLong() - started;
                return read(outputs.get(0), nanos);
            }
        }
    }

    private static Answer read(OnnxValue output, long nanos) throws CannotRun {
        if (!(output instanceof OnnxTensor tensor)) {
            throw new CannotRun("the first output is not a tensor");
        }
        return switch (tensor.getInfo().type) {
            case FLOAT, FLOAT16, BFLOAT16 -> Answer.largest(tensor.getFloatBuffer(), nanos);
            case DOUBLE -> Answer.largest(tensor.getDoubleBuffer(), nanos);
            case INT64 -> Answer.single(tensor.getLongBuffer(), nanos);
            case INT32, INT16, INT8, UINT8, BOOL, STRING, UNKNOWN ->
                throw new CannotRun("the first output is " + tensor.getInfo().type + ", neither numbers nor a label");
        };
    }

    private SessionOptions options() throws OrtException {
        var options = new SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        return options;
    }
}
