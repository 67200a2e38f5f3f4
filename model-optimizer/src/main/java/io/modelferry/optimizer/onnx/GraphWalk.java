package io.modelferry.optimizer.onnx;

import io.modelferry.optimizer.onnx.MalformedModel.Reason;
import io.modelferry.optimizer.schema.AttributeProto;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.NodeProto;
import io.modelferry.optimizer.schema.SparseTensorProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Walks graphs wherever they stand, counts what they hold, and finds every tensor in them. */
final class GraphWalk {

    private static final int NODE = GraphProto.NODE_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int INITIALIZER = GraphProto.INITIALIZER_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int SPARSE_INITIALIZER =
            GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    private static final int OPERATOR = NodeProto.OP_TYPE_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int DOMAIN = NodeProto.DOMAIN_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int ATTRIBUTE = NodeProto.ATTRIBUTE_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    private static final int TENSOR = AttributeProto.T_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int TENSORS = AttributeProto.TENSORS_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int SUBGRAPH = AttributeProto.G_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int SUBGRAPHS = AttributeProto.GRAPHS_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int SPARSE = AttributeProto.SPARSE_TENSOR_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int SPARSES = AttributeProto.SPARSE_TENSORS_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    private static final int VALUES = SparseTensorProto.VALUES_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int INDICES = SparseTensorProto.INDICES_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    /** ONNX itself has about 200. */
    private static final int MAX_KINDS = 4096;

    private final WireReader wire;
    private final InspectionLimits limits;
    private final SortedMap<String, Long> weightBytes = new TreeMap<>();
    private final SortedMap<String, Integer> operators = new TreeMap<>();
    private long parameters;
    private int nodes;
    private int tensors;

    GraphWalk(WireReader wire, InspectionLimits limits) {
        this.wire = wire;
        this.limits = limits;
    }

    SortedMap<String, Long> weightBytes() {
        return weightBytes;
    }

    /** Values of initializers, subgraphs included. */
    long parameters() {
        return parameters;
    }

    SortedMap<String, Integer> operators() {
        return operators;
    }

    void graph(int depth) throws MalformedModel, IOException {
        if (depth > limits.maxGraphDepth()) {
            throw tooComplex("graphs nested deeper than " + limits.maxGraphDepth());
        }
        wire.message(() -> {
            while (wire.next()) {
                var unused = field(depth);
            }
        });
    }

    /** Reads one field of a graph at {@code depth}; the name, if it was an initializer. */
    Optional<String> field(int depth) throws MalformedModel, IOException {
        switch (wire.tag()) {
            case NODE -> node(depth);
            case SPARSE_INITIALIZER -> sparse();
            case INITIALIZER -> {
                var weights = tensor();
                weigh(weights);
                return Optional.of(weights.name());
            }
            default -> wire.skip();
        }
        return Optional.empty();
    }

    private void weigh(TensorHeader weights) throws MalformedModel {
        try {
            weightBytes.merge(weights.dtype().name(), weights.bytes(), Math::addExact);
            parameters = Math.addExact(parameters, weights.elements());
        } catch (ArithmeticException e) {
            throw wire.malformed(
                    "the tensors up to '" + TensorHeader.printable(weights.name()) + "' are larger than any memory");
        }
    }

    void node(int depth) throws MalformedModel, IOException {
        if (++nodes > limits.maxNodes()) {
            throw tooComplex("more than " + limits.maxNodes() + " nodes");
        }
        var kind = new String[] {"", ""};
        wire.message(() -> {
            while (wire.next()) {
                switch (wire.tag()) {
                    case OPERATOR -> kind[1] = text();
                    case DOMAIN -> kind[0] = text();
                    case ATTRIBUTE -> attribute(depth);
                    default -> wire.skip();
                }
            }
        });
        count(kind[0].isEmpty() || kind[0].equals("ai.onnx") ? kind[1] : kind[0] + ":" + kind[1]);
    }

    void attribute(int depth) throws MalformedModel, IOException {
        wire.message(() -> {
            while (wire.next()) {
                switch (wire.tag()) {
                    case TENSOR, TENSORS -> tensor();
                    case SUBGRAPH, SUBGRAPHS -> graph(depth + 1);
                    case SPARSE, SPARSES -> sparse();
                    default -> wire.skip();
                }
            }
        });
    }

    private void sparse() throws MalformedModel, IOException {
        wire.message(() -> {
            while (wire.next()) {
                switch (wire.tag()) {
                    case VALUES, INDICES -> tensor();
                    default -> wire.skip();
                }
            }
        });
    }

    private TensorHeader tensor() throws MalformedModel, IOException {
        if (++tensors > limits.maxTensors()) {
            throw tooComplex("more than " + limits.maxTensors() + " tensors");
        }
        return TensorHeader.read(wire, limits.maxTextBytes());
    }

    private void count(String operator) throws MalformedModel {
        if (operators.size() == MAX_KINDS && !operators.containsKey(TensorHeader.printable(operator))) {
            throw tooComplex("more than " + MAX_KINDS + " kinds of operators");
        }
        operators.merge(TensorHeader.printable(operator), 1, Integer::sum);
    }

    private String text() throws MalformedModel, IOException {
        return new String(wire.bytes(limits.maxTextBytes()), StandardCharsets.UTF_8);
    }

    private static MalformedModel tooComplex(String what) {
        return new MalformedModel(Reason.TOO_COMPLEX, what);
    }
}
