package io.modelferry.delta.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.modelferry.delta.testing.Change;
import io.modelferry.delta.testing.FuzzedChunk;

/**
 * Any stored bytes under any codec: a chunk of the promised length, or a typed refusal. A normal test run tries the seeds only
 * ({@code FuzzCodecsTestInputs}, made by {@link io.modelferry.delta.generate.FuzzSeeds}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl delta-engine test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzCodecsTest</pre>
 */
final class FuzzCodecsTest {

    private static final Workbench WORKBENCH = new Workbench();

    @FuzzTest(maxDuration = "10m")
    void decodesOrRefuses(byte[] input) throws Exception {
        var fuzzed = FuzzedChunk.of(input);
        var change = new Change("fuzzed", fuzzed.type(), fuzzed.expected(), fuzzed.expected());
        try {
            new Coded(WORKBENCH.codec(fuzzed.codec()), change, 0, 0).decode(fuzzed.stored());
        } catch (Undecodable refused) {
            if (refused.reason().isBlank()) {
                throw new AssertionError("a refusal without a reason");
            }
        }
    }
}
