package io.modelferry.control.telemetry;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.telemetry.Window;
import io.modelferry.statistics.Ranked;
import java.util.Collection;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/**
 * Latencies of many windows, merged. A quantile read from it has the relative error of the windows' sketches,
 * {@link Window#LATENCY_RELATIVE_ERROR}. Sketches of another mapping than the first are poured in bin by bin and at most double it.
 *
 * @see <a href="https://www.vldb.org/pvldb/vol12/p2195-masson.pdf">C. Masson, J. Rim, H. Lee, DDSketch, VLDB 2019</a>
 */
public final class Latency implements Ranked {

    private @Nullable DDSketch merged;

    /**
     * Adds a window's sketch.
     *
     * @param protobuf empty for none
     * @throws MalformedMessage if it is not a sketch of finite, non-negative latencies
     */
    void add(byte[] protobuf) {
        if (protobuf.length == 0) {
            return;
        }
        add(SketchReader.read(protobuf));
    }

    private void add(DDSketch sketch) {
        var whole = merged == null ? emptyLike(sketch) : merged;
        if (sketch.getIndexMapping().equals(whole.getIndexMapping())) {
            whole.mergeWith(sketch);
        } else {
            pour(sketch, whole);
        }
        merged = whole;
    }

    /**
     * @param quantile 0…1
     * @return microseconds; 0 without any latency
     */
    long micros(double quantile) {
        return merged == null || merged.isEmpty() ? 0 : Math.round(merged.getValueAtQuantile(quantile));
    }

    /** The merged sketch as {@link #add} reads it; empty without any latency. */
    byte[] protobuf() {
        if (merged == null || merged.isEmpty()) {
            return new byte[0];
        }
        var bytes = merged.serialize();
        var protobuf = new byte[bytes.remaining()];
        bytes.get(protobuf);
        return protobuf;
    }

    /** All of these together. */
    public static Latency merged(Collection<Latency> latencies) {
        var whole = new Latency();
        latencies.forEach(whole::add);
        return whole;
    }

    private void add(Latency other) {
        if (other.merged != null) {
            add(other.merged);
        }
    }

    @Override
    public double count() {
        return merged == null ? 0 : merged.getCount();
    }

    @Override
    public double above(double threshold) {
        if (merged == null) {
            return 0;
        }
        var mapping = merged.getIndexMapping();
        var above = new DoubleAdder();
        merged.getPositiveValueStore().forEach((index, count) -> {
            if (mapping.value(index) > threshold) {
                above.add(count);
            }
        });
        return above.sum();
    }

    @Override
    public double valueAt(double quantile) {
        return merged == null ? 0 : merged.getValueAtQuantile(quantile);
    }

    @Override
    public double relativeError() {
        return Window.LATENCY_RELATIVE_ERROR;
    }

    /** Refuses what could not be merged later. */
    static void check(byte[] protobuf) {
        if (protobuf.length > 0) {
            SketchReader.read(protobuf);
        }
    }

    private static DDSketch emptyLike(DDSketch sketch) {
        return new DDSketch(sketch.getIndexMapping(), () -> new CollapsingLowestDenseStore(SketchReader.MAX_BINS));
    }

    private static void pour(DDSketch sketch, DDSketch whole) {
        var mapping = sketch.getIndexMapping();
        sketch.getPositiveValueStore().forEach((index, count) -> whole.accept(mapping.value(index), count));
    }
}
