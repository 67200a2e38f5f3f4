package io.modelferry.optimizer.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one run of a model costs, on this machine's CPU.
 *
 * @param runs over which times are averaged
 * @param nodes those that ONNX Runtime ran after its own fusions, the dearest first
 */
public record Profile(int runs, List<NodeCost> nodes) {

    public Profile {
        nodes = nodes.stream()
                .sorted(Comparator.comparingDouble(NodeCost::micros).reversed())
                .toList();
    }

    /**
     * One node in one run.
     *
     * @param micros mean time
     * @param parameterBytes of its weights
     * @param movedBytes weights, inputs and outputs: the least that travels between memory and processor
     * @param operations multiplications and additions for matrix products and convolutions, else one for each output value
     */
    public record NodeCost(
            String node, String operator, double micros, long parameterBytes, long movedBytes, long operations) {

        /** Arithmetic intensity: operations for each byte that moves. */
        public double intensity() {
            return movedBytes == 0 ? 0 : (double) operations / movedBytes;
        }

        /** {@code memory} below the {@link Profile#ridge}, {@code arithmetic} above it. */
        public String waitsFor(double ridge) {
            return intensity() < ridge ? "memory" : "arithmetic";
        }

        /** 10⁹ operations a second. */
        public double gigaOperations() {
            return micros == 0 ? 0 : operations / micros / 1e3;
        }

        /** 10⁹ bytes a second. */
        public double gigaBytes() {
            return micros == 0 ? 0 : movedBytes / micros / 1e3;
        }
    }

    /**
     * The same with at most so many nodes, for one that has to be kept: those that take the largest share of time or weights, and the
     * others added up as one without a name.
     */
    public Profile shortened(int most) {
        if (nodes.size() <= most) {
            return this;
        }
        var micros = Math.max(totalMicros(), Double.MIN_NORMAL);
        var bytes = Math.max(parameterBytes(), 1.0);
        var ranked = nodes.stream()
                .sorted(Comparator.comparingDouble(
                        node -> -Math.max(node.micros() / micros, node.parameterBytes() / bytes)))
                .toList();
        var kept = new ArrayList<>(ranked.subList(0, most - 1));
        var others = ranked.subList(most - 1, ranked.size());
        kept.add(new NodeCost(
                others.size() + " others",
                "others",
                others.stream().mapToDouble(NodeCost::micros).sum(),
                others.stream().mapToLong(NodeCost::parameterBytes).sum(),
                others.stream().mapToLong(NodeCost::movedBytes).sum(),
                others.stream().mapToLong(NodeCost::operations).sum()));
        return new Profile(runs, kept);
    }

    public double totalMicros() {
        return nodes.stream().mapToDouble(NodeCost::micros).sum();
    }

    public long parameterBytes() {
        return nodes.stream().mapToLong(NodeCost::parameterBytes).sum();
    }

    /**
     * Where the roofline bends, in operations a byte: the best rate of arithmetic that a node here reached over the best rate of
     * bytes. A node below it waits for memory, one above it for arithmetic.
     */
    public double ridge() {
        var operations =
                nodes.stream().mapToDouble(NodeCost::gigaOperations).max().orElse(0);
        var bytes = nodes.stream().mapToDouble(NodeCost::gigaBytes).max().orElse(0);
        return bytes == 0 ? 0 : operations / bytes;
    }
}
