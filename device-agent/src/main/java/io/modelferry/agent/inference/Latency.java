package io.modelferry.agent.inference;

import ai.onnxruntime.OrtException;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long a single run takes: the median, after a few runs that do not count. */
final class Latency {

    private static final int WARM_UPS = 3;
    private static final int RUNS = 31;
    private static final int FEWEST_RUNS = 3;

    /** A slow model is known for slow after this. */
    private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final double NANOS_PER_MILLI = 1e6;

    private Latency() {}

    /** @throws UpdateFailure ACCEPTANCE_FAILED with the figures */
    static void require(LeasedSession session, Map<String, Tensor> inputs, double allowedMillis, Ticks ticks)
            throws OrtException, UpdateFailure {
        var began = ticks.nanos();
        for (var i = 0; i < WARM_UPS && ticks.nanos() - began < ENOUGH_NANOS; i++) {
            session.run(inputs);
        }
        var nanos = new long[RUNS];
        var runs = 0;
        while (runs < RUNS && (runs < FEWEST_RUNS || ticks.nanos() - began < ENOUGH_NANOS)) {
            var start = ticks.nanos();
            session.run(inputs);
            nanos[runs++] = ticks.nanos() - start;
        }
        Arrays.sort(nanos, 0, runs);
        var median = nanos[runs / 2] / NANOS_PER_MILLI;
        if (median > allowedMillis) {
            throw new UpdateFailure(
                    FailureCode.ACCEPTANCE_FAILED,
                    "a single run takes %.1f ms (median of %d), %.1f allowed".formatted(median, runs, allowedMillis));
        }
    }
}
