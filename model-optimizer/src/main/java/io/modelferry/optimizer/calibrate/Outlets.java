package io.modelferry.optimizer.calibrate;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.acceptance.CaseInputs;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.TensorProto.DataType;
import io.modelferry.optimizer.schema.TypeProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * A model with holes in its side: tensors from its middle come out. Nothing is fused, so that every one of them exists. What
 * comes out of one run is bounded: a large model is run several times for each case.
 */
final class Outlets implements AutoCloseable {

    private static final long MAX_BYTES_A_RUN = 128 << 20;
    private static final int FIRST_GUESS = 32;

    private final Path file;
    private final SessionOptions options;
    private final OrtSession session;
    private final List<String> tensors;

    Outlets(ModelProto model, Set<String> tensors) throws IOException, OrtException {
        this.tensors = List.copyOf(tensors);
        file = Files.createTempFile("outlets", ".onnx");
        options = new SessionOptions();
        try {
            OnnxFile.write(open(model, tensors), file);
            options.setOptimizationLevel(OptLevel.NO_OPT);
            session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
        } catch (IOException | OrtException e) {
            options.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    List<String> tensors() {
        return tensors;
    }

    /** Sees the values of a tensor on one case; they are gone afterwards. */
    @FunctionalInterface
    interface Sink {
        void take(int tensor, FloatBuffer values);
    }

    /** Runs every case, and shows each tensor's values. */
    void pour(AcceptanceSet set, Sink sink, IntConsumer done) throws OrtException, CannotRun {
        var ends = guess();
        for (int i = 0; i < set.cases(); i++) {
            try (var inputs = new CaseInputs(set, i)) {
                var lengths = new long[tensors.size()];
                var first = 0;
                for (var end : ends) {
                    run(inputs, first, end, sink, lengths);
                    first = end;
                }
                ends = i == 0 ? bounded(lengths) : ends;
            }
            done.accept(i + 1);
        }
    }

    @Override
    public void close() throws OrtException, IOException {
        session.close();
        options.close();
        Files.deleteIfExists(file);
    }

    private void run(CaseInputs inputs, int first, int end, Sink sink, long[] lengths) throws OrtException, CannotRun {
        try (var outputs = session.run(inputs.tensors(), Set.copyOf(tensors.subList(first, end)))) {
            for (int i = first; i < end; i++) {
                if (!(outputs.get(tensors.get(i)).orElseThrow() instanceof OnnxTensor tensor)) {
                    throw new CannotRun("'" + tensors.get(i) + "' is not a tensor");
                }
                var values = tensor.getFloatBuffer();
                lengths[i] = (long) Float.BYTES * values.remaining();
                sink.take(i, values);
            }
        }
    }

    /** Where each run's tensors end. */
    private List<Integer> guess() {
        var ends = new ArrayList<Integer>();
        for (int end = FIRST_GUESS; end < tensors.size(); end += FIRST_GUESS) {
            ends.add(end);
        }
        ends.add(tensors.size());
        return ends;
    }

    /** @param lengths of the first case, in bytes */
    private List<Integer> bounded(long[] lengths) {
        var ends = new ArrayList<Integer>();
        var bytes = lengths[0];
        for (int i = 1; i < lengths.length; i++) {
            if (bytes + lengths[i] > MAX_BYTES_A_RUN) {
                ends.add(i);
                bytes = 0;
            }
            bytes += lengths[i];
        }
        ends.add(lengths.length);
        return ends;
    }

    private static ModelProto open(ModelProto model, Set<String> tensors) {
        var there = new HashSet<String>();
        model.getGraph().getOutputList().forEach(output -> there.add(output.getName()));
        var opened = model.toBuilder();
        for (var tensor : tensors) {
            if (!there.contains(tensor)) {
                opened.getGraphBuilder().addOutput(output(tensor));
            }
        }
        return opened.build();
    }

    private static ValueInfoProto output(String tensor) {
        return ValueInfoProto.newBuilder()
                .setName(tensor)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT_VALUE)))
                .build();
    }
}
