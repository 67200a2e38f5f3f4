package io.modelferry.optimizer.onnx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any bytes that somebody publishes as a model: described, or refused in words. A normal test run tries the seeds only ({@code
 * FuzzInspectionTestInputs}); for as long as you like, guided by coverage, with
 * <pre>JAZZER_FUZZ=1 mvn -pl model-optimizer -am test -Djazzer.hooks=true -Dtest.limit="1 h" -Dtest=FuzzInspectionTest -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
final class FuzzInspectionTest {

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
    void isDescribedOrRefused(byte[] input) throws Exception {
        Files.write(model, input);
        try {
            var described = OnnxInspection.inspect(model);
            if (described.lengthBytes() != input.length) {
                throw new AssertionError("described as " + described.lengthBytes() + " bytes long");
            }
        } catch (MalformedModel refused) {
            // in words
        }
    }
}
