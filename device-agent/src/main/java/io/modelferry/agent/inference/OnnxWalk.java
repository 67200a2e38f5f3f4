package io.modelferry.agent.inference;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Walks an ONNX file in its wire form, wherever a node or a tensor can stand: in the graph, in subgraphs of nodes, in functions and
 * in training graphs. The file is mapped, never read whole; ONNX Runtime sees nothing of it yet.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class OnnxWalk {

    private static final int MAX_DEPTH = 64;

    /** A message of {@code onnx.proto} that leads to nodes or tensors. */
    enum Kind {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        TENSOR,
        FUNCTION,
        TRAINING
    }

    /** Hears of every message on the way, from the outside in. */
    interface Visitor {
        void enter(Kind kind, ProtoFields fields) throws UpdateFailure;
    }

    private static final Map<Kind, Map<Integer, Kind>> LEADS = Map.of(
            Kind.MODEL, Map.of(7, Kind.GRAPH, 20, Kind.TRAINING, 25, Kind.FUNCTION),
            Kind.TRAINING, Map.of(1, Kind.GRAPH, 2, Kind.GRAPH),
            Kind.GRAPH, Map.of(1, Kind.NODE, 5, Kind.TENSOR, 15, Kind.SPARSE_TENSOR),
            Kind.FUNCTION, Map.of(7, Kind.NODE, 11, Kind.ATTRIBUTE),
            Kind.NODE, Map.of(5, Kind.ATTRIBUTE),
            Kind.ATTRIBUTE,
                    Map.of(
                            5, Kind.TENSOR,
                            6, Kind.GRAPH,
                            10, Kind.TENSOR,
                            11, Kind.GRAPH,
                            22, Kind.SPARSE_TENSOR,
                            23, Kind.SPARSE_TENSOR),
            Kind.SPARSE_TENSOR, Map.of(1, Kind.TENSOR, 2, Kind.TENSOR),
            Kind.TENSOR, Map.of());

    private OnnxWalk() {}

    /** @throws UpdateFailure what the visitor throws, or LOAD_FAILED if the file is not in the wire form at all */
    static void over(Path onnx, Visitor visitor) throws UpdateFailure {
        try (var channel = FileChannel.open(onnx, StandardOpenOption.READ)) {
            walk(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), Kind.MODEL, 0, visitor);
        } catch (IOException | IllegalArgumentException e) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "not an ONNX file: " + e.getMessage(), e);
        }
    }

    private static void walk(ByteBuffer message, Kind kind, int depth, Visitor visitor) throws UpdateFailure {
        if (depth > MAX_DEPTH) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "nested deeper than " + MAX_DEPTH);
        }
        visitor.enter(kind, new ProtoFields(message));
        var leads = LEADS.getOrDefault(kind, Map.of());
        for (var fields = new ProtoFields(message); fields.next(); ) {
            var leadsTo = leads.get(fields.field());
            if (leadsTo != null && fields.hasBody()) {
                walk(fields.body(), leadsTo, depth + 1, visitor);
            }
        }
    }
}
