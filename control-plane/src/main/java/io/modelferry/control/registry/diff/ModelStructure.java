package io.modelferry.control.registry.diff;

import io.modelferry.optimizer.onnx.OnnxModel;
import java.util.List;
import java.util.Map;

/**
 * What a model's file says about itself beyond its inputs, outputs and weights.
 *
 * @param domains opset of each domain, the default one as {@code ai.onnx}
 * @param operators how often each occurs
 * @param parameters values of initializers
 * @param labels names of the classes by number; empty if the metadata say none
 */
record ModelStructure(
        long irVersion,
        Map<String, Long> domains,
        Map<String, Integer> operators,
        long parameters,
        List<String> labels) {

    static ModelStructure of(OnnxModel model) {
        return new ModelStructure(
                model.irVersion(), model.domains(), model.operators(), model.parameters(), model.labels());
    }
}
