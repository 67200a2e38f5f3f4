package io.modelferry.optimizer.acceptance;

import io.modelferry.optimizer.acceptance.BadAcceptanceSet.Reason;
import io.modelferry.optimizer.onnx.OnnxModel.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What the publisher wants every copy of a model to be tried on: an NPZ file (NumPy's zip of arrays) with the model's inputs
 * by name, the first dimension counting cases, and optionally {@code labels}, one integer for each case.
 */
public final class AcceptanceSet {

    /** Longest file: a device fetches it too. */
    public static final long MAX_FILE_BYTES = 1 << 20;

    /** What all arrays may take unpacked. */
    static final int MAX_UNPACKED_BYTES = 64 << 20;

    /** Of a set that only the publisher's machine reads, for calibration: the file, and its arrays unpacked. */
    private static final int MAX_CALIBRATION_BYTES = 512 << 20;

    private static final int MAX_ARRAYS = 64;
    private static final String LABELS = "labels";

    private final SortedMap<String, NpyArray> inputs;
    private final Optional<NpyArray> labels;
    private final int cases;

    private AcceptanceSet(SortedMap<String, NpyArray> inputs, Optional<NpyArray> labels, int cases) {
        this.inputs = Collections.unmodifiableSortedMap(inputs);
        this.labels = labels;
        this.cases = cases;
    }

    /** @throws BadAcceptanceSet if it is too long, no NPZ, or its arrays do not belong together */
    public static AcceptanceSet read(Path npz) throws BadAcceptanceSet, IOException {
        return read(npz, MAX_FILE_BYTES, MAX_UNPACKED_BYTES);
    }

    /** The same form with more room: typical inputs that no device fetches, to measure activations with. */
    public static AcceptanceSet readForCalibration(Path npz) throws BadAcceptanceSet, IOException {
        return readForCalibration(npz, MAX_CALIBRATION_BYTES);
    }

    /** @param maxBytes of the file, and of its arrays unpacked */
    public static AcceptanceSet readForCalibration(Path npz, int maxBytes) throws BadAcceptanceSet, IOException {
        return read(npz, maxBytes, maxBytes);
    }

    private static AcceptanceSet read(Path npz, long maxFile, int maxUnpacked) throws BadAcceptanceSet, IOException {
        if (Files.size(npz) > maxFile) {
            throw new BadAcceptanceSet(
                    Reason.TOO_LARGE, "the set has %d bytes, at most %d".formatted(Files.size(npz), maxFile));
        }
        try (var zip = new ZipFile(npz.toFile())) {
            return of(arrays(zip, maxUnpacked));
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new BadAcceptanceSet(Reason.NOT_NPZ, "the file is not an NPZ archive");
        }
    }

    public int cases() {
        return cases;
    }

    public boolean labelled() {
        return labels.isPresent();
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
            var array = inputs.get(input.name());
            if (array == null) {
                throw doesNotFit("the model's input '" + input.name() + "' is missing; the set has " + inputs.keySet());
            }
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

    SortedMap<String, NpyArray> inputs() {
        return inputs;
    }

    Optional<NpyArray> labels() {
        return labels;
    }

    private static SortedMap<String, NpyArray> arrays(ZipFile zip, int maxUnpacked)
            throws BadAcceptanceSet, IOException {
        if (zip.size() > MAX_ARRAYS) {
            throw new BadAcceptanceSet(Reason.TOO_LARGE, "more than " + MAX_ARRAYS + " arrays");
        }
        var arrays = new TreeMap<String, NpyArray>();
        var left = maxUnpacked;
        for (var entry : Collections.list(zip.entries())) {
            var content = content(zip, entry, left);
            left -= content.length;
            var name = entry.getName().replaceFirst("\\.npy$", "");
            if (arrays.put(name, NpyReader.read(name.replaceAll("\\p{Cntrl}", "?"), content)) != null) {
                throw new BadAcceptanceSet(Reason.NOT_NPZ, "two arrays have one name");
            }
        }
        return arrays;
    }

    /** Counts what really comes out; the length that the archive claims is only a claim. */
    private static byte[] content(ZipFile zip, ZipEntry entry, int max) throws BadAcceptanceSet, IOException {
        try (var stream = zip.getInputStream(entry)) {
            var content = new ByteArrayOutputStream();
            var part = new byte[64 << 10];
            for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
                if (content.size() + read > max) {
                    throw new BadAcceptanceSet(Reason.TOO_LARGE, "the arrays unpack to more than the set may have");
                }
                content.write(part, 0, read);
            }
            return content.toByteArray();
        }
    }

    private static AcceptanceSet of(SortedMap<String, NpyArray> arrays) throws BadAcceptanceSet {
        var labels = Optional.ofNullable(arrays.remove(LABELS));
        if (arrays.isEmpty()) {
            throw new BadAcceptanceSet(Reason.NOT_NPZ, "the set has no inputs");
        }
        var cases = arrays.firstEntry().getValue().cases();
        for (var array : arrays.values()) {
            requireCases(array, cases);
        }
        if (labels.isPresent()) {
            requireCases(labels.get(), cases);
            requireLabels(labels.get());
        }
        return new AcceptanceSet(arrays, labels, cases);
    }

    private static void requireCases(NpyArray array, int cases) throws BadAcceptanceSet {
        if (array.cases() != cases) {
            throw new BadAcceptanceSet(
                    Reason.UNEQUAL_CASES,
                    "'%s' has %d cases where others have %d".formatted(array.name(), array.cases(), cases));
        }
    }

    private static void requireLabels(NpyArray labels) throws BadAcceptanceSet {
        var integers = switch (labels.type()) {
            case INT64, INT32, UINT8 -> true;
            case FLOAT32, FLOAT64 -> false;
        };
        if (!integers || labels.shape().size() != 1) {
            throw new BadAcceptanceSet(Reason.BAD_ARRAY, "labels must be one integer for each case");
        }
    }

    /** A dimension that is a name or unknown takes any number; the first counts cases and is fed as 1. */
    private static boolean fits(NpyArray array, TensorSpec input) {
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
