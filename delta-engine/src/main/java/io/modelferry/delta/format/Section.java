package io.modelferry.delta.format;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.SectionReport;
import io.modelferry.delta.codec.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One extent of the target, or its graph, and how it is coded.
 *
 * @param length    in the target, in bytes, at least 1
 * @param baseIndex the extent of the base that it is predicted from; {@link #NO_BASE} if there is none, {@link #BASE_GRAPH} for the
 *                  graph of the base
 * @param chunks    stored length of each chunk, in bytes; empty for {@link Codec#SAME}
 */
public record Section(
        String name,
        ElementType type,
        long length,
        Codec codec,
        Match match,
        int baseIndex,
        List<Integer> chunks,
        @Nullable RunnerUp runnerUp) {

    public static final int NO_BASE = -1;
    public static final int BASE_GRAPH = -2;
    public static final String GRAPH = "graph";

    public Section {
        chunks = List.copyOf(chunks);
    }

    /** How many chunks a section of this codec, type and length has. */
    public static long chunkCount(Codec codec, ElementType type, long length) {
        return switch (codec) {
            case SAME -> 0;
            case BYTES -> 1;
            case LITERAL, LITERAL_PLANES, XOR_PLANES -> Math.ceilDiv(length, type.chunkBytes());
        };
    }

    /** Raw length of each chunk but the last, in bytes. */
    public static int chunkBytes(Codec codec, ElementType type) {
        return codec == Codec.BYTES ? FormatLimits.MAX_PIECE_BYTES : type.chunkBytes();
    }

    /** Raw length of each chunk but the last, in bytes. */
    public int chunkBytes() {
        return chunkBytes(codec, type);
    }

    public long storedBytes() {
        return chunks.stream().mapToLong(Integer::intValue).sum();
    }

    public SectionReport report() {
        return new SectionReport(name, type.label(), codec.label(), length, storedBytes(), reason());
    }

    private String reason() {
        var found = baseIndex == BASE_GRAPH ? "against the graph of the base" : match.label();
        if (codec == Codec.SAME) {
            return "identical: " + found;
        }
        if (runnerUp == null) {
            return found + "; nothing else applies";
        }
        return "%s; next best %s %d bytes".formatted(found, runnerUp.codec().label(), runnerUp.storedBytes());
    }
}
