package io.modelferry.optimizer.onnx;

/**
 * How much of a stranger's model is looked at before it is refused as too complex.
 *
 * @param maxBytes of the file; protobuf itself ends at 2 GiB − 1
 * @param maxGraphDepth of graphs within attributes of nodes
 * @param maxNodes in all graphs and functions together
 * @param maxTensors initializers and tensor attributes in all graphs together
 * @param maxTextBytes of one name, or of one input's or output's description
 */
public record InspectionLimits(long maxBytes, int maxGraphDepth, int maxNodes, int maxTensors, int maxTextBytes) {

    public static final InspectionLimits DEFAULT =
            new InspectionLimits(Integer.MAX_VALUE, 16, 500_000, 200_000, 64 << 10);
}
