package io.modelferry.control.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ProtocolJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the body of a request to a plan, or to a refusal that names the field. */
final class PlanRulesTest {

    private static final String ARMS = "\"arms\": [{\"version\": \"1\"}, {\"version\": \"2\"}]";

    private static ExperimentPlan plan(String body) {
        var json = ("{\"model\": \"m\", " + body + "}").getBytes(StandardCharsets.UTF_8);
        var plan = ProtocolJson.read(json, ExperimentRequest.class).plan();
        PlanRules.check(plan);
        return plan;
    }

    @Test
    void fillsInWhatIsLeftOut() {
        var plan = plan(ARMS);

        assertThat(plan.control().name()).isEqualTo("control");
        assertThat(plan.arms()).allSatisfy(arm -> assertThat(arm.weight()).isEqualTo(0.5));
        assertThat(plan.primary().metric()).isEqualTo(Metric.ACCURACY);
        assertThat(plan.minDuration()).isEqualTo(ExperimentPlan.DEFAULT_MIN_DURATION);
        assertThat(plan.automatic()).isTrue();
    }

    @Test
    void takesWhatShadowsAndAcceptanceRunsShow() {
        var plan = plan(
                ARMS
                        + ", \"primary\": {\"metric\": \"shadow-agreement\", \"proof\": \"non-inferior\", \"margin\": 0.05},"
                        + " \"guardrails\": [{\"metric\": \"acceptance-accuracy\", \"margin\": 0.02}, {\"metric\": \"drift\"}]");

        assertThat(plan.primary().metric()).isEqualTo(Metric.SHADOW_AGREEMENT);
        assertThat(plan.guardrails())
                .extracting(ExperimentPlan.Aim::metric)
                .containsExactly(Metric.ACCEPTANCE_ACCURACY, Metric.DRIFT);
    }

    @Test
    void takesThreeEqualArms() {
        assertThatCode(() -> plan("\"arms\": [{\"version\": \"1\"}, {\"version\": \"2\"}, {\"version\": \"3\"}]"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "arms": []                                                                       | bad-arms
                    "arms": [{"version": "1"}]                                                       | bad-arms
                    "arms": [{"version": "1"}, {"version": "1"}]                                     | bad-arms
                    "arms": [{"version": "1"}, {"version": "2", "name": "CONTROL"}]                  | bad-arms
                    "arms": [{"version": "1", "weight": 0.5}, {"version": "2", "weight": 0.6}]       | bad-weights
                    "arms": [{"version": "1", "weight": 1.5}, {"version": "2", "weight": -0.5}]      | bad-weights
                    "arms": [{"version": "1"}, {}]                                                   | missing-field
                    ARMS, "share": 0                                                                 | bad-share
                    ARMS, "share": 1.01                                                              | bad-share
                    ARMS, "unit": "person"                                                           | unknown-unit
                    ARMS, "primary": {"metric": "charm"}                                             | unknown-metric
                    ARMS, "primary": {"metric": "accuracy", "margin": -0.1}                          | bad-margin
                    ARMS, "primary": {"metric": "accuracy", "proof": "perfect"}                      | unknown-proof
                    ARMS, "primary": {"metric": "drift", "proof": "non-inferior"}                    | bad-primary
                    ARMS, "primary": {"metric": "shadow-agreement"}                                  | bad-proof
                    ARMS, "guardrails": [{"metric": "drift", "proof": "superior"}]                   | bad-proof
                    ARMS, "guardrails": [{"metric": "accuracy", "margin": 0.1}]                      | bad-guardrail
                    ARMS, "guardrails": [{"metric": "error-rate"}, {"metric": "error-rate"}]         | bad-guardrail
                    ARMS, "minDuration": "P2D", "maxDuration": "P1D"                                 | bad-duration
                    """)
    void refusesByName(String body, String code) {
        assertThatThrownBy(() -> plan(body.replace("ARMS", ARMS))).isInstanceOfSatisfying(Refusal.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.detail()).startsWith(String.valueOf(refused.field()));
        });
    }
}
