package io.modelferry.optimizer.quantise;

import io.modelferry.delta.recipe.Channels;
import io.modelferry.delta.recipe.EightBit;
import io.modelferry.delta.recipe.LinearMap;
import io.modelferry.delta.recipe.Quantisation;
import io.modelferry.delta.recipe.ValueRange;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.graph.FloatTensor;
import io.modelferry.optimizer.quantise.QdqPlan.Bias;
import io.modelferry.optimizer.quantise.QdqPlan.Codes;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The scale of everything that a plan gives codes: of constants by their values, of activations by what was measured. */
final class StaticScales {

    private static final ValueRange SHARES = new ValueRange(0, 1);

    private final QdqPlan plan;
    private final StaticQuantisation technique;
    private final Map<String, EightBitWeights> constants = new HashMap<>();

    /** @throws CannotRewrite naming the tensor, if a constant is not finite or an activation was not measured */
    StaticScales(QdqPlan plan, StaticQuantisation technique) throws CannotRewrite {
        this.plan = plan;
        this.technique = technique;
        for (var entry : plan.codes().entrySet()) {
            var stored = plan.graph().constant(entry.getKey());
            if (stored.isPresent()) {
                constants.put(entry.getKey(), quantised(FloatTensor.of(stored.get()), entry.getValue()));
            }
        }
        for (var bias : plan.biases()) {
            makeRoom(bias);
        }
    }

    /** Empty for an activation. */
    Optional<EightBitWeights> constant(String tensor) {
        return Optional.ofNullable(constants.get(tensor));
    }

    /** One scale for all of a tensor: an activation, or a constant that has no channels. */
    LinearMap of(String tensor) throws CannotRewrite {
        var root = plan.root(tensor);
        var constant = constants.get(root);
        return constant == null
                ? new Quantisation(technique.activations(), false, false).over(range(root))
                : new LinearMap(
                        constant.maps().type(),
                        constant.maps().scale(0),
                        constant.maps().zeroPoint(0));
    }

    private EightBitWeights quantised(FloatTensor tensor, Codes codes) throws CannotRewrite {
        if (codes instanceof Codes.Weight weight) {
            var symmetric = technique.weights() == EightBit.INT8 || weight.axis() != null;
            return EightBitWeights.of(
                    tensor,
                    new Quantisation(technique.weights(), symmetric, technique.reduceRange()),
                    weight.axis() == null ? Channels.ONE : Channels.along(weight.axis(), tensor.shape()));
        }
        return EightBitWeights.of(
                tensor, new Quantisation(technique.activations(), false, technique.reduceRange()), Channels.ONE);
    }

    private void makeRoom(Bias bias) throws CannotRewrite {
        var weights = constants.get(bias.weights());
        var wide = new WideBias(plan.graph().constant(bias.tensor()).orElseThrow());
        if (weights != null && wide.fits(weights)) {
            constants.put(
                    bias.weights(), wide.roomFor(weights, of(bias.activation()).scale()));
        }
    }

    private ValueRange range(String tensor) throws CannotRewrite {
        if (plan.isShare(tensor)) {
            return SHARES;
        }
        var range = technique.ranges().get(plan.rangeOf(tensor));
        if (range == null) {
            throw new CannotRewrite("the recipe has no range for tensor '%s'; calibrate the model first"
                    .formatted(plan.rangeOf(tensor)));
        }
        return range;
    }
}
