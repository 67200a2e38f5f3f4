package io.modelferry.optimizer.acceptance;

import io.modelferry.optimizer.acceptance.BadAcceptanceSet.Reason;
import io.modelferry.optimizer.onnx.OnnxModel.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which arrays a set of cases has, of which type and shape. Reading it takes no memory for their values, however many. */
public final class CaseSetOutline {

    static final String LABELS = "labels";

    private final SortedMap<String, NpyHeader> inputs;
    private final boolean labelled;
    private final int cases;

    private CaseSetOutline(SortedMap<String, NpyHeader> inputs, boolean labelled, int cases) {
        this.inputs = Collections.unmodifiableSortedMap(inputs);
        this.labelled = labelled;
        this.cases = cases;
    }

    /** @throws BadAcceptanceSet as {@link AcceptanceSet#read} */
    public static CaseSetOutline ofAcceptance(Path npz) throws BadAcceptanceSet, IOException {
        return of(AcceptanceSet.LIMITS.read(npz, NpyReader::outline));
    }

    /**
     * @param maxBytes of the file, and of its arrays unpacked
     * @throws BadAcceptanceSet as {@link AcceptanceSet#readForCalibration}
     */
    public static CaseSetOutline ofCalibration(Path npz, long maxBytes) throws BadAcceptanceSet, IOException {
        return of(new NpzReader(maxBytes, maxBytes).read(npz, NpyReader::outline));
    }

    /** @throws BadAcceptanceSet if the arrays do not belong together */
    static CaseSetOutline of(SortedMap<String, NpyHeader> arrays) throws BadAcceptanceSet {
        var inputs = new TreeMap<>(arrays);
        var labels = inputs.remove(LABELS);
        if (inputs.isEmpty()) {
            throw new BadAcceptanceSet(Reason.NOT_NPZ, "the set has no inputs");
        }
        var cases = inputs.firstEntry().getValue().cases();
        for (var array : arrays.values()) {
            requireCases(array, cases);
        }
        requireLabels(labels);
        return new CaseSetOutline(inputs, labels != null, cases);
    }

    public int cases() {
        return cases;
    }

    public boolean labelled() {
        return labelled;
    }

    /** Names of the inputs, sorted. */
    public List<String> inputNames() {
        return List.copyOf(inputs.keySet());
    }

    /**
     * Refuses the set for a model with other inputs: every input must be there with its type and shape, and nothing else.
     *
     * @throws BadAcceptanceSet {@link Reason#DOES_NOT_FIT}
     */
    public void requireFits(List<TensorSpec> modelInputs) throws BadAcceptanceSet {
        for (var input : modelInputs) {
            var array = Optional.ofNullable(inputs.get(input.name()))
                    .orElseThrow(() -> doesNotFit(
                            "the model's input '" + input.name() + "' is missing; the set has " + inputs.keySet()));
            if (!fits(array, input)) {
                throw doesNotFit("'%s' is %s %s, the model wants %s %s"
                        .formatted(array.name(), array.type().dtype(), array.shape(), input.dtype(), input.shape()));
            }
        }
        if (modelInputs.size() != inputs.size()) {
            throw doesNotFit("the set has %s, the model takes only %s"
                    .formatted(
                            inputs.keySet(),
                            modelInputs.stream().map(TensorSpec::name).toList()));
        }
    }

    private static void requireCases(NpyHeader array, int cases) throws BadAcceptanceSet {
        if (array.cases() != cases) {
            throw new BadAcceptanceSet(
                    Reason.UNEQUAL_CASES,
                    "'%s' has %d cases where others have %d".formatted(array.name(), array.cases(), cases));
        }
    }

    private static void requireLabels(@Nullable NpyHeader labels) throws BadAcceptanceSet {
        if (labels == null) {
            return;
        }
        var integers = switch (labels.type()) {
            case INT64, INT32, UINT8 -> true;
            case FLOAT32, FLOAT64 -> false;
        };
        if (!integers || labels.shape().size() != 1) {
            throw new BadAcceptanceSet(Reason.BAD_ARRAY, "labels must be one integer for each case");
        }
    }

    /** A dimension that is a name or unknown takes any number; the first counts cases and is fed as 1. */
    private static boolean fits(NpyHeader array, TensorSpec input) {
        if (!array.type().dtype().equals(input.dtype())
                || array.shape().size() != input.shape().size()) {
            return false;
        }
        for (int i = 1; i < array.shape().size(); i++) {
            if (!agrees(input.shape().get(i), array.shape().get(i))) {
                return false;
            }
        }
        return agrees(input.shape().getFirst(), 1);
    }

    private static boolean agrees(String wanted, int there) {
        return !wanted.matches("-?[0-9]+") || wanted.equals(Integer.toString(there));
    }

    private static BadAcceptanceSet doesNotFit(String detail) {
        return new BadAcceptanceSet(Reason.DOES_NOT_FIT, detail);
    }
}
