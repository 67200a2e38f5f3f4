package io.modelferry.agent.inference;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any bytes where a model should stand: looked through, or refused with a code. A normal test run tries the seeds only
 * ({@code FuzzOnnxWalkTestInputs}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl device-agent -am test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzOnnxWalkTest -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
final class FuzzOnnxWalkTest {

    private static Path model;

    @BeforeAll
    static void makeFile() throws Exception {
        model = Files.createTempFile("fuzz", ".onnx");
    }

    @AfterAll
    static void removeFile() throws Exception {
        Files.delete(model);
    }

    @FuzzTest(maxDuration = "10m")
    void isLookedThroughOrRefused(byte[] input) throws Exception {
        Files.write(model, input);
        try {
            SelfContained.require(model);
        } catch (UpdateFailure refused) {
            if (refused.code() != FailureCode.LOAD_FAILED && refused.code() != FailureCode.EXTERNAL_DATA) {
                throw new AssertionError("refused as " + refused.code());
            }
        }
    }
}
