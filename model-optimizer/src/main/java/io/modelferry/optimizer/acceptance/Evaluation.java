package io.modelferry.optimizer.acceptance;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
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
                answer(environment, session, set, i);
            }
            return measure(environment, session, set);
        } catch (OrtException e) {
            throw new CannotRun("ONNX Runtime: " + firstLine(e), e);
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
            throw new CannotRun("ONNX Runtime: " + firstLine(e), e);
        }
    }

    private Measurement measure(OrtEnvironment environment, OrtSession session, AcceptanceSet set)
            throws OrtException, CannotRun {
        var tally = new Tally(set);
        for (int i = 0; i < set.cases(); i++) {
            tally.add(i, answer(environment, session, set, i));
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
                answer(environment, old, set, i);
                answer(environment, young, set, i);
            }
            var sideBySide = new SideBySide(set);
            for (int i = 0; i < set.cases(); i++) {
                sideBySide.add(i, answer(environment, old, set, i), answer(environment, young, set, i));
                casesDone.accept(i + 1);
            }
            return sideBySide.proof(budgets, peakBytes);
        } catch (OrtException e) {
            throw new CannotRun("ONNX Runtime: " + firstLine(e), e);
        }
    }

    private Answer answer(OrtEnvironment environment, OrtSession session, AcceptanceSet set, int index)
            throws OrtException, CannotRun {
        var inputs = new HashMap<String, OnnxTensorLike>();
        try {
            for (var array : set.inputs().values()) {
                inputs.put(array.name(), tensor(environment, array, index));
            }
            var started = nanoTime.getAsLong();
            try (var outputs = session.run(inputs)) {
                var nanos = nanoTime.getAsLong() - started;
                return read(outputs.get(0), nanos);
            }
        } finally {
            inputs.values().forEach(OnnxTensorLike::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, NpyArray array, int index) throws OrtException {
        var one = array.of(index);
        var direct = ByteBuffer.allocateDirect(one.remaining())
                .order(ByteOrder.nativeOrder())
                .put(one)
                .flip();
        var shape = array.shape().stream().mapToLong(Integer::longValue).toArray();
        shape[0] = 1;
        return OnnxTensor.createTensor(environment, direct, shape, javaType(array.type()));
    }

    private static OnnxJavaType javaType(NpyArray.Type type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case INT64 -> OnnxJavaType.INT64;
            case INT32 -> OnnxJavaType.INT32;
            case UINT8 -> OnnxJavaType.UINT8;
        };
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

    private static String firstLine(OrtException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
