package io.modelferry.agent.inference;

import java.util.List;

/** A model's inputs and outputs. */
public record Signature(List<Port> inputs, List<Port> outputs) {

    /** @param shape −1 for a dimension that each request chooses */
    public record Port(String name, Datatype datatype, List<Long> shape) {

        boolean fits(long[] given) {
            if (shape.size() != given.length) {
                return false;
            }
            for (var i = 0; i < given.length; i++) {
                if (shape.get(i) >= 0 && shape.get(i) != given[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
