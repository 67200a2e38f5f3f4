package io.modelferry.optimizer.canonical;

import io.modelferry.delta.recipe.Steps;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.graph.Soundness;
import io.modelferry.optimizer.graph.Tensors;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxFile;
import io.modelferry.optimizer.schema.TensorProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Moves a new model's weights to the nearest whole number of steps from the weights of the model that devices have: {@code new =
 * base + step · code}, one step for each row. The delta then holds the codes and the steps only. What has no counterpart in the
 * base, of the same name and shape, stays as it is.
 *
 * @see <a href="../docs/delta-format.md#steps">docs/delta-format.md, section 6.5</a>
 */
public final class Canonicalisation {

    /** The delta's codec has no shorter rows. */
    private static final int SHORTEST_ROW = 8;

    private Canonicalisation() {}

    /**
     * @param tensors that were moved onto steps, {@code weights} their elements
     * @param left tensors of floats that stayed as they were
     */
    public record Moved(int tensors, long weights, int left) {}

    /**
     * @param base what devices have
     * @param model what was to be published
     * @param bits of a code, 1 to 8
     * @param out what is to be published instead
     * @throws CannotRewrite naming the tensor, if a weight is not finite; nothing was written
     */
    public static Moved canonicalise(Path base, Path model, int bits, Path out)
            throws CannotRewrite, MalformedModel, IOException {
        var steps = new Steps(bits);
        var known = OnnxFile.read(base).getGraph().getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, Function.identity(), (one, other) -> one));
        var read = OnnxFile.read(model);
        Soundness.require(read);
        var made = read.toBuilder();
        var graph = made.getGraphBuilder();
        var tensors = 0;
        var weights = 0L;
        var left = 0;
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            var target = graph.getInitializer(i);
            var from = counterpart(target, known);
            if (from.isPresent()) {
                graph.setInitializer(i, onSteps(FloatTensor.of(from.get()), FloatTensor.of(target), steps));
                tensors++;
                weights += FloatTensor.of(target).count();
            } else if (FloatTensor.isFloat(target)) {
                left++;
            }
        }
        OnnxFile.write(made.build(), out);
        return new Moved(tensors, weights, left);
    }

    private static Optional<TensorProto> counterpart(TensorProto target, Map<String, TensorProto> known) {
        return Optional.ofNullable(known.get(target.getName()))
                .filter(from -> FloatTensor.isFloat(from)
                        && FloatTensor.isFloat(target)
                        && from.getDimsList().equals(target.getDimsList())
                        && rowLength(target) >= SHORTEST_ROW);
    }

    /** Elements behind one place of the first axis, as the delta counts them. */
    private static long rowLength(TensorProto tensor) {
        return tensor.getDimsCount() < 2
                ? 0
                : tensor.getDimsList().stream().skip(1).reduce(1L, Math::multiplyExact);
    }

    private static TensorProto onSteps(FloatTensor base, FloatTensor target, Steps steps) throws CannotRewrite {
        var values = new float[target.count()];
        var row = target.shape()[0] == 0 ? 0 : (int) (target.count() / target.shape()[0]);
        var from = new float[row];
        var to = new float[row];
        for (int first = 0; first < values.length; first += row) {
            base.get(first, from, row);
            target.get(first, to, row);
            var channel = nearest(steps, from, to, target.name());
            for (int i = 0; i < row; i++) {
                values[first + i] = Steps.value(from[i], channel.step(), channel.codes()[i]);
            }
        }
        return Tensors.floats(target.name(), values, target.shape());
    }

    private static Steps.Channel nearest(Steps steps, float[] base, float[] target, String tensor)
            throws CannotRewrite {
        for (int i = 0; i < target.length; i++) {
            if (!Float.isFinite(base[i]) || !Float.isFinite(target[i])) {
                throw new CannotRewrite("tensor '" + tensor + "' holds a weight that is not finite");
            }
        }
        try {
            return steps.nearest(base, target);
        } catch (IllegalArgumentException e) {
            throw new CannotRewrite("tensor '" + tensor + "': " + e.getMessage());
        }
    }
}
