package io.modelferry.delta.predict;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.modelferry.delta.testing.Boundless;
import io.modelferry.delta.testing.FuzzedParameters;

/**
 * Any parameters of any prediction: one that stays inside base and section, or a typed refusal. A normal test run tries the seeds only
 * ({@code FuzzPredictionsTestInputs}, made by {@link io.modelferry.delta.generate.FuzzSeeds}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl delta-engine test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzPredictionsTest</pre>
 */
final class FuzzPredictionsTest {

    private static final int MOST_ELEMENTS = 3_000;
    private static final int GUARD_BYTES = 64;
    private static final byte GUARD = 0x5c;

    @FuzzTest(maxDuration = "10m")
    void staysInsideOrIsRefused(byte[] input) throws Exception {
        var fuzzed = FuzzedParameters.of(input);
        var sides = fuzzed.sides();
        try {
            var prediction = fuzzed.kind().read(fuzzed.parameters(), sides);
            int count = (int) Math.min(MOST_ELEMENTS, sides.elements() - fuzzed.first());
            requireInside(prediction, sides, 0, (int) Math.min(MOST_ELEMENTS, sides.elements()));
            requireInside(prediction, sides, fuzzed.first(), count);
            requireInside(prediction, sides, sides.elements() - 1, 1);
        } catch (BadParameters refused) {
            if (refused.reason().isBlank()) {
                throw new AssertionError("a refusal without a reason");
            }
        }
    }

    private static void requireInside(Prediction prediction, Sides sides, long first, int count) throws Exception {
        int length = count * sides.type().width();
        var out = new byte[length + GUARD_BYTES];
        for (int i = length; i < out.length; i++) {
            out[i] = GUARD;
        }
        prediction.predict(new Boundless(sides.baseBytes()), first, count, out);
        for (int i = length; i < out.length; i++) {
            if (out[i] != GUARD) {
                throw new AssertionError("wrote behind the section");
            }
        }
    }
}
