package io.modelferry.simulator.replay;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.agent.inference.InferenceRefused;
import io.modelferry.agent.inference.InferenceRefused.ModelFailed;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.agent.inference.Prediction;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/** What one model file answered to every case of the stream, and how long each answer took. About ten bytes a case. */
public final class Recording {

    /** Runs before anything is written down: the first ones measure the JVM and cold caches, not the model. */
    private static final int WARM_UP = 64;

    private static final short NO_CLASS = -1;
    private static final int PATIENCE_MILLIS = 10_000;

    private final short[] predicted;
    private final float[] confidence;
    private final int[] latencyMicros;
    private final BitSet failed = new BitSet();
    private int classes;

    private Recording(int cases) {
        this.predicted = new short[cases];
        this.confidence = new float[cases];
        this.latencyMicros = new int[cases];
    }

    /**
     * Runs the whole stream through a session of its own, one case at a time, and lets go of the session.
     *
     * @throws UpdateFailure LOAD_FAILED, or INCOMPATIBLE if the stream is not what the model reads
     */
    static Recording of(ModelName model, Slot slot, Path onnx, FieldStream stream) throws UpdateFailure {
        var recording = new Recording(stream.cases());
        var scribe = new Scribe(recording);
        try (var runtime = new ModelRuntime(_ -> onnx, scribe, new ModelRuntime.Limits(1, 1, 1, PATIENCE_MILLIS))) {
            runtime.serve(model, slot);
            for (var i = -WARM_UP; i < stream.cases(); i++) {
                scribe.at = Math.floorMod(i, stream.cases());
                answer(runtime, model, stream, scribe.at);
            }
        }
        return recording;
    }

    private static void answer(ModelRuntime runtime, ModelName model, FieldStream stream, int index)
            throws UpdateFailure {
        try {
            runtime.infer(model, "case-" + index, stream.inputs(index));
        } catch (ModelFailed written) {
            // the scribe heard of it: a failure is part of the record
        } catch (InferenceRefused e) {
            throw new UpdateFailure(FailureCode.INCOMPATIBLE, "the field stream: " + e.getMessage(), e);
        }
    }

    boolean failed(int index) {
        return failed.get(index);
    }

    long latencyMicros(int index) {
        return latencyMicros[index];
    }

    /** @return one, or none if the model is no classifier */
    List<Prediction> predictions(int index) {
        return predicted[index] == NO_CLASS
                ? List.of()
                : List.of(new Prediction(predicted[index], confidence[index], classes));
    }

    /** Writes down what the runtime tells, case by case. */
    private static final class Scribe implements InferenceListener {

        private final Recording recording;
        private int at;

        Scribe(Recording recording) {
            this.recording = recording;
        }

        @Override
        public void answered(Answered answered) {
            var prediction = answered.predictions().stream().findFirst();
            recording.failed.clear(at);
            recording.latencyMicros[at] = (int) Math.min(answered.latencyMicros(), Integer.MAX_VALUE);
            recording.predicted[at] = prediction.map(one -> (short) one.label()).orElse(NO_CLASS);
            recording.confidence[at] =
                    prediction.map(one -> (float) one.confidence()).orElse(0f);
            prediction.ifPresent(one -> recording.classes = one.classes());
        }

        @Override
        public void failed(ModelName model, ArtifactDigest digest, boolean inSwap) {
            recording.failed.set(at);
        }

        @Override
        public void rejected(ModelName model, ArtifactDigest digest) {}

        @Override
        public void swapped(ModelName model, ArtifactDigest digest) {}
    }
}
