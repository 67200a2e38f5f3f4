package io.modelferry.optimizer.calibrate;

import ai.onnxruntime.OrtException;
import io.modelferry.delta.recipe.ValueRange;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.Soundness;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.quantise.QdqPlan;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.schema.ModelProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Measures what activations are: runs a model in ONNX Runtime on a calibration set, one case at a time, with the tensors that
 * are to get codes as outputs. Values are counted and let go; memory does not grow with the set.
 */
public final class Calibration {

    private final RangeMethod method;
    private final Stage stage;

    public Calibration(RangeMethod method, Stage stage) {
        this.method = method;
        this.stage = stage;
    }

    /**
     * The technique with the range of every activation that it gives codes, and of those that it would give codes if it excluded
     * more nodes; {@link #needed} drops what is too much. Ranges it had are forgotten.
     *
     * @param set that fits the model, see {@link AcceptanceSet#requireFits}
     * @throws CannotRewrite naming the tensor, if a weight is NaN or a value of an activation is not finite
     * @throws CannotRun if ONNX Runtime does not run the model
     */
    public StaticQuantisation measure(Path model, StaticQuantisation technique, AcceptanceSet set)
            throws MalformedModel, CannotRewrite, CannotRun, IOException {
        var proto = OnnxFile.read(model);
        Soundness.require(proto);
        Soundness.requireNodes(proto, technique.spared());
        var tensors = QdqPlan.of(proto, technique).measurable();
        if (tensors.isEmpty()) {
            return technique.measured(Collections.emptySortedMap());
        }
        try (var outlets = new Outlets(proto, tensors)) {
            return technique.measured(ranges(proto, outlets, set));
        } catch (OrtException e) {
            throw CannotRun.said(e, model);
        }
    }

    /** The technique with no more ranges than decide a byte: what belongs into a recipe. */
    public static StaticQuantisation needed(Path model, StaticQuantisation technique)
            throws MalformedModel, CannotRewrite, IOException {
        var ranges = new TreeMap<>(technique.ranges());
        ranges.keySet().retainAll(QdqPlan.of(OnnxFile.read(model), technique).measured());
        return technique.measured(ranges);
    }

    private SortedMap<String, ValueRange> ranges(ModelProto model, Outlets outlets, AcceptanceSet set)
            throws CannotRewrite, CannotRun, OrtException {
        var extremes = outlets.tensors().stream().map(tensor -> new Extremes()).toList();
        outlets.pour(set, (tensor, values) -> extremes.get(tensor).add(values), at("ranges", set));
        requireFinite(model, outlets.tensors(), extremes);
        return switch (method) {
            case RangeMethod.MinMax() -> byName(outlets, extremes, Extremes::range);
            case RangeMethod.Percentile(double percent) -> {
                var bins = extremes.stream().map(Bins::new).toList();
                outlets.pour(set, (tensor, values) -> bins.get(tensor).add(values), at("histograms", set));
                yield byName(outlets, bins, of -> of.range(percent));
            }
        };
    }

    /** A weight that is no number is the reason, not what came of it. */
    private static void requireFinite(ModelProto model, List<String> tensors, List<Extremes> extremes)
            throws CannotRewrite {
        for (int i = 0; i < tensors.size(); i++) {
            if (!extremes.get(i).isFinite()) {
                Soundness.requireNumbers(model);
                throw new CannotRewrite("tensor '%s' is not finite on the calibration set; exclude the nodes around it"
                        .formatted(tensors.get(i)));
            }
        }
    }

    private IntConsumer at(String what, AcceptanceSet set) {
        return done -> stage.at(what, done, set.cases());
    }

    private static <T> SortedMap<String, ValueRange> byName(
            Outlets outlets, List<T> all, Function<T, ValueRange> range) {
        var ranges = new TreeMap<String, ValueRange>();
        for (int i = 0; i < all.size(); i++) {
            ranges.put(outlets.tensors().get(i), range.apply(all.get(i)));
        }
        return ranges;
    }
}
