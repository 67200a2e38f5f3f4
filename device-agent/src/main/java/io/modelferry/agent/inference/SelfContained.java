package io.modelferry.agent.inference;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Refuses a model that keeps weights in other files: a path in a model is a way out of its folder (CVE-2022-25882,
 * CVE-2024-27318, CVE-2025-51480). Walks the wire form of {@code onnx.proto} wherever a tensor can stand, and skips the rest.
 */
final class SelfContained {

    private static final int MAX_DEPTH = 64;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int LONGEST_VARINT = 10;

    /** A message of {@code onnx.proto}, and which of its fields lead to tensors. */
    private enum Kind {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        SPARSE_TENSOR,
        TENSOR,
        FUNCTION,
        TRAINING
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

    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    private static final long EXTERNAL = 1;

    private SelfContained() {}

    /** @throws UpdateFailure EXTERNAL_DATA, or LOAD_FAILED if the file is not in the wire form at all */
    static void require(Path onnx) throws UpdateFailure {
        try (var channel = FileChannel.open(onnx, StandardOpenOption.READ)) {
            var file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            walk(file, Kind.MODEL, 0);
        } catch (IOException | IllegalArgumentException | BufferUnderflowException e) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "not an ONNX file: " + e.getMessage(), e);
        }
    }

    private static void walk(ByteBuffer in, Kind kind, int depth) throws UpdateFailure {
        if (depth > MAX_DEPTH) {
            throw new UpdateFailure(FailureCode.LOAD_FAILED, "nested deeper than " + MAX_DEPTH);
        }
        while (in.hasRemaining()) {
            var tag = varint(in);
            var field = (int) (tag >>> 3);
            var wire = (int) (tag & 7);
            if (wire == VARINT) {
                refuseExternal(kind, field, varint(in));
                continue;
            }
            var inner = slice(in, wire);
            if (kind == Kind.TENSOR && field == EXTERNAL_DATA) {
                throw external();
            }
            var leadsTo = LEADS.getOrDefault(kind, Map.of()).get(field);
            if (leadsTo != null && wire == LENGTH) {
                walk(inner, leadsTo, depth + 1);
            }
        }
    }

    private static void refuseExternal(Kind kind, int field, long value) throws UpdateFailure {
        if (kind == Kind.TENSOR && field == DATA_LOCATION && value == EXTERNAL) {
            throw external();
        }
    }

    private static UpdateFailure external() {
        return new UpdateFailure(FailureCode.EXTERNAL_DATA, "the model keeps weights in other files");
    }

    private static ByteBuffer slice(ByteBuffer in, int wire) {
        var length = switch (wire) {
            case LENGTH -> varint(in);
            case FIXED32 -> Integer.BYTES;
            case FIXED64 -> Long.BYTES;
            default -> throw new IllegalArgumentException("wire type " + wire);
        };
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a field of " + length + " bytes where " + in.remaining() + " are left");
        }
        var inner = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return inner;
    }

    private static long varint(ByteBuffer in) {
        var value = 0L;
        for (var i = 0; i < LONGEST_VARINT; i++) {
            var next = in.get();
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number without an end");
    }
}
