package io.modelferry.cli.bench.optimize;

import static io.modelferry.cli.bench.BenchJson.fields;

import io.modelferry.cli.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our variant of a model, and another's of the same model.
 *
 * @param form what was made, in a word
 * @param other who made the other one
 * @param megabytesASecond of the model in float, while ours was made
 * @param heapBytes that making ours took at most
 * @param theirs null if nobody made one
 */
record Outcome(
        String model,
        String form,
        String other,
        Variant ours,
        double megabytesASecond,
        long heapBytes,
        @Nullable Theirs theirs) {

    static final double LARGEST_SIZE_RATIO = 1.01;
    static final double LARGEST_COSINE_LOSS = 0.0005;
    static final double LARGEST_LATENCY_RATIO = 1.05;
    static final double LEAST_MEGABYTES_A_SECOND = 100;
    static final long LARGEST_HEAP = 512 << 20;

    /** @param cosine mean over the cases, of the first output with that of the model in float */
    record Variant(long bytes, double cosine) {}

    /** @param latencyRatio ours over theirs */
    record Theirs(Variant variant, double latencyRatio) {}

    double sizeRatio(Theirs their) {
        return (double) ours.bytes() / their.variant().bytes();
    }

    /** What missed its target; empty if all is met. */
    List<String> missed() {
        var missed = new ArrayList<String>();
        if (theirs != null) {
            miss(sizeRatio(theirs) > LARGEST_SIZE_RATIO, "size", missed);
            miss(!(ours.cosine() >= theirs.variant().cosine() - LARGEST_COSINE_LOSS), "cosine", missed);
            miss(!(theirs.latencyRatio() <= LARGEST_LATENCY_RATIO), "latency", missed);
        }
        miss(megabytesASecond < LEAST_MEGABYTES_A_SECOND, "speed", missed);
        miss(heapBytes > LARGEST_HEAP, "heap", missed);
        return missed;
    }

    Object[] row() {
        return new Object[] {
            model,
            form,
            other,
            Figure.number(ours.bytes() / 1e6) + " MB",
            theirs == null ? "-" : number("%.4f", sizeRatio(theirs)),
            number("%.5f", ours.cosine()),
            theirs == null ? "-" : number("%.5f", theirs.variant().cosine()),
            theirs == null ? "-" : number("%.3f", theirs.latencyRatio()),
            number("%.0f", megabytesASecond),
            number("%.0f MB", heapBytes / 1e6),
            missed().isEmpty() ? "met" : "MISSED: " + String.join(", ", missed())
        };
    }

    Map<String, @Nullable Object> json() {
        return fields(
                "model",
                model,
                "form",
                form,
                "other",
                other,
                "bytes",
                ours.bytes(),
                "cosine",
                ours.cosine(),
                "otherBytes",
                theirs == null ? null : theirs.variant().bytes(),
                "otherCosine",
                theirs == null ? null : theirs.variant().cosine(),
                "sizeRatio",
                theirs == null ? null : sizeRatio(theirs),
                "latencyRatio",
                theirs == null ? null : theirs.latencyRatio(),
                "megabytesASecond",
                megabytesASecond,
                "heapBytes",
                heapBytes,
                "missed",
                missed());
    }

    private static String number(String form, double value) {
        return String.format(Locale.ROOT, form, value);
    }

    private static void miss(boolean is, String what, List<String> missed) {
        if (is) {
            missed.add(what);
        }
    }
}
