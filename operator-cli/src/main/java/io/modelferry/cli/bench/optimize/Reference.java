package io.modelferry.cli.bench.optimize;

import io.modelferry.cli.bench.Child;
import io.modelferry.cli.bench.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** ONNX Runtime's own tools, in Python: {@code tools/optimize-corpus/reference.py}. */
record Reference(Path python, Path script) {

    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** Whether this Python has them. */
    boolean isThere(WorkFolder work) throws IOException {
        var asked = List.of(python.toString(), "-c", "import onnx, onnxruntime.quantization, onnxruntime.transformers");
        try {
            return Child.run(asked, work.file("python.out"), LIMIT).well();
        } catch (IOException e) {
            return false; // no such program
        }
    }

    /** @throws IOException with its last words, if it did not make the variant */
    void make(Form form, BenchedModel model, Path variant, WorkFolder work) throws IOException {
        var command = new ArrayList<>(List.of(
                python.toString(), script.toString(), form.word(), model.model().toString(), variant.toString()));
        if (form == Form.STATIC) {
            command.add(model.calibration().toString());
        }
        var ended = Child.run(command, work.file("python.out"), LIMIT);
        if (!ended.well()) {
            throw new IOException(
                    "the reference made no %s of %s: %s".formatted(form.word(), model.name(), ended.lastWords()));
        }
    }
}
