package io.modelferry.optimizer.quantise;

import java.util.List;

/**
 * What a quantiser did to a model, layer by layer.
 *
 * @param quantised layers that compute in integers now
 * @param leftAlone layers of a kind that could have been quantised, and why they were not
 */
public record QuantisationReport(
        long lengthBefore, long lengthAfter, List<QuantisedLayer> quantised, List<LeftAlone> leftAlone) {

    public QuantisationReport {
        quantised = List.copyOf(quantised);
        leftAlone = List.copyOf(leftAlone);
    }

    /** Whether anything changed; if nothing did, no file was written and {@code lengthAfter} is {@code lengthBefore}. */
    public boolean changed() {
        return !quantised.isEmpty();
    }

    /** @param scale of the weights' linear map */
    public record QuantisedLayer(String node, String operator, String weights, long weightCount, float scale) {}

    public record LeftAlone(String node, String operator, String reason) {}
}
