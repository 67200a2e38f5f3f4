package io.modelferry.optimizer.acceptance;

import io.modelferry.optimizer.onnx.OnnxModel.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the publisher wants every copy of a model to be tried on: an NPZ file (NumPy's zip of arrays) with the model's inputs
 * by name, the first dimension counting cases, and optionally {@code labels}, one integer for each case.
 */
public final class AcceptanceSet {

    /** Longest file: a device fetches it too. */
    public static final long MAX_FILE_BYTES = 1 << 20;

    /** What all arrays may take unpacked. */
    static final int MAX_UNPACKED_BYTES = 64 << 20;

    static final NpzReader LIMITS = new NpzReader(MAX_FILE_BYTES, MAX_UNPACKED_BYTES);

    /** Of a set that only the publisher's machine reads, for calibration: the file, and its arrays unpacked. */
    private static final int MAX_CALIBRATION_BYTES = 512 << 20;

    private final CaseSetOutline outline;
    private final SortedMap<String, NpyArray> inputs;
    private final Optional<NpyArray> labels;

    private AcceptanceSet(CaseSetOutline outline, SortedMap<String, NpyArray> inputs, Optional<NpyArray> labels) {
        this.outline = outline;
        this.inputs = Collections.unmodifiableSortedMap(inputs);
        this.labels = labels;
    }

    /** @throws BadAcceptanceSet if it is too long, no NPZ, or its arrays do not belong together */
    public static AcceptanceSet read(Path npz) throws BadAcceptanceSet, IOException {
        return read(npz, LIMITS);
    }

    /** The same form with more room: typical inputs that no device fetches, to measure activations with. */
    public static AcceptanceSet readForCalibration(Path npz) throws BadAcceptanceSet, IOException {
        return read(npz, new NpzReader(MAX_CALIBRATION_BYTES, MAX_CALIBRATION_BYTES));
    }

    private static AcceptanceSet read(Path npz, NpzReader reader) throws BadAcceptanceSet, IOException {
        var arrays = reader.read(npz, (name, npy) -> NpyReader.read(name, npy.readAllBytes()));
        var headers = new TreeMap<String, NpyHeader>();
        arrays.forEach((name, array) -> headers.put(name, array.header()));
        var outline = CaseSetOutline.of(headers);
        var inputs = new TreeMap<>(arrays);
        inputs.keySet().retainAll(outline.inputNames());
        return new AcceptanceSet(outline, inputs, Optional.ofNullable(arrays.get(CaseSetOutline.LABELS)));
    }

    public int cases() {
        return outline.cases();
    }

    public boolean labelled() {
        return outline.labelled();
    }

    /** The different labels; none without labels. */
    public SortedSet<Long> classes() {
        var classes = new TreeSet<Long>();
        labels.ifPresent(array -> {
            for (int i = 0; i < cases(); i++) {
                classes.add(array.integer(i));
            }
        });
        return classes;
    }

    /** Names of the inputs, sorted. */
    public List<String> inputNames() {
        return outline.inputNames();
    }

    /**
     * @throws BadAcceptanceSet naming the first input that {@link CaseSetOutline#requireFits does not fit} or holds NaN
     */
    public void requireFits(List<TensorSpec> modelInputs) throws BadAcceptanceSet {
        outline.requireFits(modelInputs);
        requireNumbers();
    }

    /** Infinity is one, for example in a mask. @throws BadAcceptanceSet naming an input that holds NaN, and its case */
    public void requireNumbers() throws BadAcceptanceSet {
        for (var input : inputs.values()) {
            for (int i = 0; i < cases(); i++) {
                if (input.holdsNaN(i)) {
                    throw new BadAcceptanceSet(
                            BadAcceptanceSet.Reason.BAD_ARRAY, "'%s' holds NaN in case %d".formatted(input.name(), i));
                }
            }
        }
    }

    SortedMap<String, NpyArray> inputs() {
        return inputs;
    }

    Optional<NpyArray> labels() {
        return labels;
    }
}
