package io.modelferry.control.telemetry;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketchProtoBinding;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.google.protobuf.InvalidProtocolBufferException;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.telemetry.Window;

/**
 * Latencies of many windows, merged. A quantile read from it has the relative error of the windows' sketches,
 * {@link Window#LATENCY_RELATIVE_ERROR}; sketches of another mapping are poured in bin by bin and at most double it.
 *
 * @see <a href="https://www.vldb.org/pvldb/vol12/p2195-masson.pdf">C. Masson, J. Rim, H. Lee, DDSketch, VLDB 2019</a>
 */
final class Latency {

    /** Enough for nine decades at one per cent; what a hostile sketch claims beyond that collapses instead of growing. */
    private static final int MAX_BINS = 2048;

    private final DDSketch merged = new DDSketch(
            new LogarithmicMapping(Window.LATENCY_RELATIVE_ERROR), () -> new CollapsingLowestDenseStore(MAX_BINS));

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
        var sketch = read(protobuf);
        if (sketch.getIndexMapping().equals(merged.getIndexMapping())) {
            merged.mergeWith(sketch);
        } else {
            sketch.getPositiveValueStore()
                    .forEach((index, count) ->
                            merged.accept(sketch.getIndexMapping().value(index), count));
        }
    }

    boolean isEmpty() {
        return merged.isEmpty();
    }

    /**
     * @param quantile 0…1
     * @return microseconds; 0 without any latency
     */
    long micros(double quantile) {
        return merged.isEmpty() ? 0 : Math.round(merged.getValueAtQuantile(quantile));
    }

    /** Refuses what could not be merged later. */
    static void check(byte[] protobuf) {
        new Latency().add(protobuf);
    }

    private static DDSketch read(byte[] protobuf) {
        try {
            var proto = com.datadoghq.sketch.ddsketch.proto.DDSketch.parseFrom(protobuf);
            requireSane(proto);
            return DDSketchProtoBinding.fromProto(() -> new CollapsingLowestDenseStore(MAX_BINS), proto);
        } catch (InvalidProtocolBufferException | IllegalArgumentException | ArithmeticException e) {
            throw new MalformedMessage("not a latency sketch", e);
        }
    }

    private static void requireSane(com.datadoghq.sketch.ddsketch.proto.DDSketch proto) {
        var positive = proto.getPositiveValues();
        var counts = positive.getContiguousBinCountsList().stream().allMatch(Latency::count)
                && positive.getBinCountsMap().values().stream().allMatch(Latency::count);
        var negative = proto.getNegativeValues();
        var none = negative.getContiguousBinCountsCount() == 0 && negative.getBinCountsCount() == 0;
        if (!counts || !none || !count(proto.getZeroCount())) {
            throw new MalformedMessage("a latency sketch holds counts that are not finite or latencies below zero");
        }
    }

    private static boolean count(double value) {
        return value >= 0 && value <= Long.MAX_VALUE;
    }
}
