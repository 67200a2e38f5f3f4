package io.modelferry.delta.format;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.SectionReport;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.predict.Prediction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One extent of the target, or its graph, and how it is coded: what is expected, and what makes up for the rest.
 *
 * @param length     in the target, in bytes, at least 1
 * @param baseIndex  the extent of the base that the prediction reads; {@link #NO_BASE} if it reads none
 * @param parameters of the prediction
 * @param chunks     stored length of each chunk, in bytes, 0 for one that is just as expected; empty for {@link Codec#EXACT}
 */
public record Section(
        String name,
        ElementType type,
        long length,
        Match match,
        Prediction.Kind prediction,
        int baseIndex,
        Parameters parameters,
        Codec codec,
        List<Integer> chunks,
        @Nullable RunnerUp runnerUp) {

    public static final int NO_BASE = -1;
    public static final String GRAPH = "graph";

    /**
     * Lengths of a prediction's parameters, in bytes.
     *
     * @param stored of their zstd frame; 0 if there are none
     */
    public record Parameters(int raw, int stored) {
        public static final Parameters NONE = new Parameters(0, 0);
    }

    public Section {
        chunks = List.copyOf(chunks);
    }

    /** How many chunks a section of this type and length has. */
    public static long chunkCount(ElementType type, long length) {
        return Math.ceilDiv(length, type.chunkBytes());
    }

    /** Raw length of each chunk but the last, in bytes. */
    public int chunkBytes() {
        return type.chunkBytes();
    }

    public long storedBytes() {
        return parameters.stored()
                + chunks.stream().mapToLong(Integer::intValue).sum();
    }

    public SectionReport report() {
        return new SectionReport(
                name, type.label(), label(prediction, codec), length, storedBytes(), length / type.width(), reason());
    }

    static String label(Prediction.Kind prediction, Codec codec) {
        if (codec == Codec.EXACT) {
            return switch (prediction) {
                case NOTHING -> "zeros";
                case UNCHANGED -> "same";
                case RESIZED, SCALED, PRUNED, LOW_RANK, DERIVED -> prediction.label();
            };
        }
        return prediction.label().isEmpty() ? codec.label() : prediction.label() + "+" + codec.label();
    }

    private String reason() {
        if (codec == Codec.EXACT && prediction == Prediction.Kind.UNCHANGED) {
            return "identical: " + match.label();
        }
        if (runnerUp == null) {
            return match.label();
        }
        return "%s; next best %s %d bytes".formatted(match.label(), runnerUp.label(), runnerUp.storedBytes());
    }
}
