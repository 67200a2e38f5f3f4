package io.modelferry.agent.inference;

import io.modelferry.agent.inference.ModelRuntime.Statistics;
import io.modelferry.agent.update.ModelHost.Health;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one file has done since it began to serve. Written by the threads that answer, without a lock. */
final class Tally {

    private static final double MEDIAN = 0.5;
    private static final double P95 = 0.95;
    private static final double P99 = 0.99;

    private final LongAdder inferences = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder failedInSwap = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder labelled = new LongAdder();
    private final LongAdder correct = new LongAdder();
    private final LatencyHistogram latency = new LatencyHistogram();
    private volatile @Nullable AtomicLongArray classes;

    /** @param predictions one a row: each is counted as a classified inference */
    void answered(long micros, List<Prediction> predictions) {
        inferences.increment();
        latency.record(micros);
        for (var prediction : predictions) {
            count(prediction);
        }
    }

    private void count(Prediction prediction) {
        var counts = classes;
        if (counts == null) {
            counts = allocate(prediction.classes());
        }
        if (prediction.label() < counts.length()) {
            counts.incrementAndGet(prediction.label());
        }
    }

    private synchronized AtomicLongArray allocate(int length) {
        var counts = classes;
        if (counts == null) {
            counts = new AtomicLongArray(length);
            classes = counts;
        }
        return counts;
    }

    void failed(boolean inSwap) {
        errors.increment();
        if (inSwap) {
            failedInSwap.increment();
        }
    }

    void rejected() {
        rejected.increment();
    }

    void labelled(boolean right) {
        labelled.increment();
        if (right) {
            correct.increment();
        }
    }

    Health health() {
        var counts = classes;
        var classified = 0L;
        var mostFrequent = 0L;
        for (var i = 0; counts != null && i < counts.length(); i++) {
            classified += counts.get(i);
            mostFrequent = Math.max(mostFrequent, counts.get(i));
        }
        return new Health(
                inferences.sum(),
                errors.sum(),
                latency.quantile(P95),
                classified,
                mostFrequent,
                labelled.sum(),
                correct.sum());
    }

    Statistics statistics(boolean swapping) {
        return new Statistics(
                health(),
                rejected.sum(),
                failedInSwap.sum(),
                latency.quantile(MEDIAN),
                latency.quantile(P99),
                swapping);
    }
}
