package io.modelferry.optimizer.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import io.modelferry.optimizer.onnx.MalformedModel.Reason;
import io.modelferry.optimizer.schema.FunctionProto;
import io.modelferry.optimizer.schema.GraphProto;
import io.modelferry.optimizer.schema.ModelProto;
import io.modelferry.optimizer.schema.OperatorSetIdProto;
import io.modelferry.optimizer.schema.TrainingInfoProto;
import io.modelferry.optimizer.schema.ValueInfoProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One walk through one file: {@code ModelProto}, its graphs, its functions. Fields this house does not know are jumped over. */
final class ModelWalk {

    private static final int IR_VERSION = ModelProto.IR_VERSION_FIELD_NUMBER << 3 | WireReader.VARINT;
    private static final int PRODUCER = ModelProto.PRODUCER_NAME_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int OPSET = ModelProto.OPSET_IMPORT_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int GRAPH = ModelProto.GRAPH_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int TRAINING = ModelProto.TRAINING_INFO_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int FUNCTION = ModelProto.FUNCTIONS_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int METADATA = ModelProto.METADATA_PROPS_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    private static final int INPUT = GraphProto.INPUT_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int OUTPUT = GraphProto.OUTPUT_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    private static final int FUNCTION_NODE = FunctionProto.NODE_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int FUNCTION_ATTRIBUTE =
            FunctionProto.ATTRIBUTE_PROTO_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    private static final int INITIALIZATION =
            TrainingInfoProto.INITIALIZATION_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;
    private static final int ALGORITHM = TrainingInfoProto.ALGORITHM_FIELD_NUMBER << 3 | WireReader.LENGTH_DELIMITED;

    /** Far above any IR version, far below what random bytes say. */
    private static final int MAX_IR_VERSION = 1000;

    private static final int MAX_PORTS = 100_000;
    private static final Set<String> DEFAULT_DOMAIN = Set.of("", "ai.onnx");

    private final WireReader wire;
    private final InspectionLimits limits;
    private final GraphWalk graphs;
    private final List<ValueInfoProto> inputs = new ArrayList<>();
    private final List<ValueInfoProto> outputs = new ArrayList<>();
    private final TreeMap<String, Long> opsets = new TreeMap<>();
    private final ClassNames labels = new ClassNames();
    private final Set<String> initializers = new HashSet<>();
    private long irVersion;
    private String producer = "";
    private boolean graphSeen;

    ModelWalk(WireReader wire, InspectionLimits limits) {
        this.wire = wire;
        this.limits = limits;
        this.graphs = new GraphWalk(wire, limits);
    }

    OnnxModel model(long lengthBytes) throws MalformedModel, IOException {
        try {
            fields();
        } catch (MalformedModel e) {
            throw irVersion == 0 ? notOnnx() : e;
        } catch (InvalidProtocolBufferException e) {
            throw irVersion == 0 ? notOnnx() : wire.malformed("a description cannot be read");
        }
        requireWhole();
        return new OnnxModel(
                lengthBytes,
                irVersion,
                producer,
                opset(),
                domains(),
                inputs.stream().filter(this::mustBeFed).map(Ports::spec).toList(),
                outputs.stream().map(Ports::spec).toList(),
                graphs.weightBytes(),
                graphs.parameters(),
                graphs.operators(),
                labels.names());
    }

    private void fields() throws MalformedModel, IOException {
        while (wire.next()) {
            switch (wire.tag()) {
                case IR_VERSION -> irVersion = sane(wire.varint());
                case PRODUCER -> producer = TensorHeader.printable(text());
                case OPSET -> opsetImport(OperatorSetIdProto.parseFrom(wire.bytes(limits.maxTextBytes())));
                case GRAPH -> mainGraph();
                case TRAINING -> wire.message(this::training);
                case FUNCTION -> wire.message(this::function);
                case METADATA -> wire.message(() -> labels.entry(wire));
                default -> wire.skip();
            }
        }
    }

    private void mainGraph() throws MalformedModel, IOException {
        graphSeen = true;
        wire.message(() -> {
            while (wire.next()) {
                switch (wire.tag()) {
                    case INPUT -> port(inputs);
                    case OUTPUT -> port(outputs);
                    default -> graphs.field(1).ifPresent(initializers::add);
                }
            }
        });
    }

    private void training() throws MalformedModel, IOException {
        while (wire.next()) {
            switch (wire.tag()) {
                case INITIALIZATION, ALGORITHM -> graphs.graph(1);
                default -> wire.skip();
            }
        }
    }

    private void function() throws MalformedModel, IOException {
        while (wire.next()) {
            switch (wire.tag()) {
                case FUNCTION_NODE -> graphs.node(1);
                case FUNCTION_ATTRIBUTE -> graphs.attribute(1);
                default -> wire.skip();
            }
        }
    }

    private void port(List<ValueInfoProto> ports) throws MalformedModel, IOException {
        if (ports.size() == MAX_PORTS) {
            throw new MalformedModel(Reason.TOO_COMPLEX, "more than " + MAX_PORTS + " inputs or outputs");
        }
        ports.add(ValueInfoProto.parseFrom(wire.bytes(limits.maxTextBytes())));
    }

    private void opsetImport(OperatorSetIdProto opset) {
        opsets.put(DEFAULT_DOMAIN.contains(opset.getDomain()) ? "" : opset.getDomain(), opset.getVersion());
    }

    private String text() throws MalformedModel, IOException {
        return new String(wire.bytes(limits.maxTextBytes()), StandardCharsets.UTF_8);
    }

    private long sane(long version) throws MalformedModel {
        if (version < 1 || version > MAX_IR_VERSION) {
            throw notOnnx();
        }
        return version;
    }

    private void requireWhole() throws MalformedModel {
        if (irVersion == 0) {
            throw notOnnx();
        }
        if (!graphSeen || opsets.isEmpty()) {
            throw new MalformedModel(
                    Reason.TRUNCATED, "the file ends before its " + (graphSeen ? "operator sets" : "graph"));
        }
        if (outputs.isEmpty()) {
            throw new MalformedModel(Reason.MALFORMED, "the graph has no output");
        }
    }

    private int opset() throws MalformedModel {
        var version = opsets.getOrDefault("", 0L);
        if (version < 0 || version > Integer.MAX_VALUE) {
            throw new MalformedModel(Reason.MALFORMED, "there is no opset " + version);
        }
        return version.intValue();
    }

    private SortedMap<String, Long> domains() {
        var shown = new TreeMap<String, Long>();
        opsets.forEach(
                (domain, version) -> shown.put(domain.isEmpty() ? "ai.onnx" : TensorHeader.printable(domain), version));
        return shown;
    }

    private boolean mustBeFed(ValueInfoProto input) {
        return !initializers.contains(input.getName());
    }

    private static MalformedModel notOnnx() {
        return new MalformedModel(Reason.NOT_ONNX, "the file is not an ONNX model");
    }
}
