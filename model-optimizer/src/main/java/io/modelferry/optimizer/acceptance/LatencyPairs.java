package io.modelferry.optimizer.acceptance;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.Arrays;

/** How much longer one model takes than another: both in turn on the same input and one thread, so that what slows one slows both. */
public final class LatencyPairs {

    private static final int PAIRS = 21;
    private static final long SAMPLE_NANOS = 20_000_000;

    private LatencyPairs() {}

    /**
     * The median over 21 pairs of the first's time over the second's; each time is of enough runs to be told.
     *
     * @throws CannotRun if ONNX Runtime does not run one of them on the first case of the set
     */
    public static double ratio(Path one, Path other, AcceptanceSet set) throws CannotRun {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = options();
                var first = environment.createSession(one.toString(), options);
                var second = environment.createSession(other.toString(), options);
                var inputs = new CaseInputs(set, 0)) {
            time(first, inputs, 3);
            var once = Math.max(time(second, inputs, 3) / 3, 1);
            var runs = (int) Math.max(1, SAMPLE_NANOS / once);
            var ratios = new double[PAIRS];
            for (int pair = 0; pair < PAIRS; pair++) {
                var firstLeads = pair % 2 == 0;
                var early = time(firstLeads ? first : second, inputs, runs);
                var late = time(firstLeads ? second : first, inputs, runs);
                ratios[pair] = (double) (firstLeads ? early : late) / (firstLeads ? late : early);
            }
            Arrays.sort(ratios);
            return ratios[PAIRS / 2];
        } catch (OrtException e) {
            throw CannotRun.said(e, one, other);
        }
    }

    private static SessionOptions options() throws OrtException {
        var options = new SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return options;
    }

    private static long time(OrtSession session, CaseInputs inputs, int runs) throws OrtException {
        var began = System.nanoTime();
        for (int run = 0; run < runs; run++) {
            session.run(inputs.tensors()).close();
        }
        return System.nanoTime() - began;
    }
}
