package io.modelferry.simulator.replay;

import io.modelferry.agent.inference.Datatype;
import io.modelferry.agent.inference.Npz;
import io.modelferry.agent.inference.Tensor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled pictures from the field: an NPZ file of {@code labels} [n], {@code site} [n] and, under the names of the model's
 * inputs, tensors [n, …] as float32 or as uint8, which stands for value / 255.
 */
public final class FieldStream {

    private static final String LABELS = "labels";
    private static final String SITE = "site";
    private static final float WHITE = 255f;

    private final Map<String, Tensor> inputs;
    private final int[] labels;
    private final int[][] casesOfSite;

    private FieldStream(Map<String, Tensor> inputs, int[] labels, int[] sites) {
        this.inputs = inputs;
        this.labels = labels;
        this.casesOfSite = bySite(sites);
    }

    /** @throws IOException if the file is not such a stream */
    public static FieldStream read(Path npz) throws IOException {
        var arrays = arrays(npz);
        var labels = integers(arrays.remove(LABELS), LABELS, npz);
        var sites = arrays.containsKey(SITE) ? integers(arrays.remove(SITE), SITE, npz) : new int[labels.length];
        for (var input : arrays.entrySet()) {
            requireInput(input.getKey(), input.getValue(), labels.length, npz);
        }
        if (labels.length == 0 || sites.length != labels.length || arrays.isEmpty()) {
            throw new IOException(npz + " needs as many labels as sites and cases, and at least one");
        }
        return new FieldStream(arrays, labels, sites);
    }

    private static Map<String, Tensor> arrays(Path npz) throws IOException {
        try {
            return new LinkedHashMap<>(Npz.read(npz));
        } catch (IOException e) {
            throw new IOException("the field stream cannot be read: " + e, e);
        }
    }

    private static int[] integers(@Nullable Tensor tensor, String name, Path npz) throws IOException {
        if (tensor == null || tensor.shape().length != 1) {
            throw new IOException(npz + " has no array " + name + " of one dimension");
        }
        return IntStream.range(0, tensor.elements())
                .map(i -> (int) tensor.at(i))
                .toArray();
    }

    private static void requireInput(String name, Tensor tensor, int cases, Path npz) throws IOException {
        var known = tensor.datatype() == Datatype.UINT8 || tensor.datatype() == Datatype.FP32;
        if (!known || tensor.shape().length < 2 || tensor.shape()[0] != cases) {
            throw new IOException("%s: %s must be uint8 or float32 with a row for each label".formatted(npz, name));
        }
    }

    private static int[][] bySite(int[] sites) {
        var last = Arrays.stream(sites).max().orElse(0);
        return IntStream.rangeClosed(0, last)
                .mapToObj(site -> IntStream.range(0, sites.length)
                        .filter(i -> sites[i] == site)
                        .toArray())
                .filter(cases -> cases.length > 0)
                .toArray(int[][]::new);
    }

    public int cases() {
        return labels.length;
    }

    public int label(int index) {
        return labels[index];
    }

    /** The cases that a site sees; with more sites than the stream has, several see the same. */
    int[] casesOf(int site) {
        return casesOfSite[site % casesOfSite.length];
    }

    /** The model's inputs for one case, as a batch of one. */
    Map<String, Tensor> inputs(int index) {
        var row = new LinkedHashMap<String, Tensor>();
        inputs.forEach((name, tensor) -> row.put(name, row(tensor, index)));
        return row;
    }

    private static Tensor row(Tensor tensor, int index) {
        var elements = tensor.elements() / (int) tensor.shape()[0];
        var shape = tensor.shape().clone();
        shape[0] = 1;
        var data = Tensor.allocate(Datatype.FP32, elements);
        var scale = tensor.datatype() == Datatype.UINT8 ? WHITE : 1f;
        for (var i = 0; i < elements; i++) {
            data.putFloat((float) tensor.at(index * elements + i) / scale);
        }
        return new Tensor(Datatype.FP32, shape, data.flip().order(ByteOrder.nativeOrder()));
    }
}
