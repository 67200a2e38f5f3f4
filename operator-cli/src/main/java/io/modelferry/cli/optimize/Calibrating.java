package io.modelferry.cli.optimize;

import io.modelferry.cli.text.Shell;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.calibrate.RangeMethod;
import io.modelferry.optimizer.onnx.OnnxModel.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a verb takes that measures activations. */
final class Calibrating {

    enum Method {
        MINMAX,
        PERCENTILE
    }

    @Option(
            names = "--calibration",
            paramLabel = "C.npz",
            description = "typical inputs by name, the first dimension counting cases; a hundred are usually enough")
    private @Nullable Path calibration;

    @Option(
            names = "--method",
            defaultValue = "minmax",
            description = "minmax or percentile (default: ${DEFAULT-VALUE})")
    private Method method = Method.MINMAX;

    @Option(
            names = "--percentile",
            paramLabel = "PERCENT",
            description = "of the values that codes reach, with --method percentile (default: 99.999)")
    private @Nullable Double percent;

    /**
     * @param inputs that the set must have
     * @throws IllegalArgumentException without a set: activations cannot be guessed
     */
    AcceptanceSet set(Shell shell, List<TensorSpec> inputs) throws BadAcceptanceSet, IOException {
        if (calibration == null) {
            var wanted = inputs.stream()
                    .map(input -> "'%s' %s %s".formatted(input.name(), input.dtype(), input.shape()))
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "static quantisation measures activations: say --calibration C.npz with " + wanted);
        }
        return AcceptanceSet.readForCalibration(existing(shell, calibration));
    }

    RangeMethod method() {
        if (method == Method.MINMAX && percent != null) {
            throw new IllegalArgumentException("--percentile belongs to --method percentile");
        }
        return switch (method) {
            case MINMAX -> new RangeMethod.MinMax();
            case PERCENTILE -> percent == null ? RangeMethod.Percentile.USUAL : new RangeMethod.Percentile(percent);
        };
    }

    static Path existing(Shell shell, Path path) {
        var file = shell.workingFolder().resolve(path);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file " + path);
        }
        return file;
    }
}
