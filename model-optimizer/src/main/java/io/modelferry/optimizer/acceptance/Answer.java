package io.modelferry.optimizer.acceptance;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * What the model said to one case.
 *
 * @param label the likeliest class
 * @param finite whether every output was a number
 * @param scores the first output; empty if it is a label
 */
record Answer(long label, boolean finite, long nanos, DoubleBuffer scores) {

    static Answer largest(FloatBuffer scores, long nanos) throws CannotRun {
        var doubles = DoubleBuffer.allocate(scores.remaining());
        while (scores.hasRemaining()) {
            doubles.put(scores.get());
        }
        return largest(doubles.flip(), nanos);
    }

    static Answer largest(DoubleBuffer scores, long nanos) throws CannotRun {
        if (!scores.hasRemaining()) {
            throw new CannotRun("the first output is empty");
        }
        var best = 0;
        var finite = true;
        for (int i = 0; i < scores.limit(); i++) {
            finite &= Double.isFinite(scores.get(i));
            best = scores.get(i) > scores.get(best) ? i : best;
        }
        return new Answer(best, finite, nanos, scores);
    }

    static Answer single(LongBuffer label, long nanos) throws CannotRun {
        if (label.remaining() != 1) {
            throw new CannotRun("the first output is not one label a case");
        }
        return new Answer(label.get(0), true, nanos, DoubleBuffer.allocate(0));
    }

    /** The scores, or the label where there are none. */
    double[] values() {
        if (scores.limit() == 0) {
            return new double[] {label};
        }
        var values = new double[scores.limit()];
        scores.get(0, values);
        return values;
    }
}
