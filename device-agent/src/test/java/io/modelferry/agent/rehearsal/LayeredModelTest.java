package io.modelferry.agent.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayeredModelTest {

    @Test
    void givesTheSameBytesForTheSameVersionAndOthersForTheNext() {
        assertThat(LayeredModel.small(1).bytes())
                .isEqualTo(LayeredModel.small(1).bytes());
        assertThat(LayeredModel.small(2).bytes())
                .isNotEqualTo(LayeredModel.small(1).bytes());
        assertThat(LayeredModel.small(3).bytes())
                .isNotEqualTo(LayeredModel.small(2).bytes());
    }

    @Test
    void isOfTheSizeThatItsNameSays() {
        assertThat(LayeredModel.ofTwentyThreeMegabytes(1).bytes().length).isBetween(22_500_000, 23_500_000);
    }

    @Test
    void isAModelThatAnswersWithNumbers() throws Exception {
        var environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions();
                var session = environment.createSession(LayeredModel.small(1).bytes(), options);
                var x = OnnxTensor.createTensor(environment, new float[2][256]);
                var answer = session.run(Map.of("x", x))) {
            var y = (float[][]) answer.get(0).getValue();

            assertThat(y).hasDimensions(2, 8);
            assertThat(y[0][0]).isFinite();
        }
    }
}
