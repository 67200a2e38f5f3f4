package io.modelferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An experiment as an operator watches it. */
final class ExperimentVerbsTest extends VerbsAgainstAServer {

    @Test
    void watchesAnExperimentByItsEventsUntilAnArmIsReady() {
        server.answers("GET /experiments/e1", 200, experiment("RUNNING", "not decided"))
                .streams(
                        "GET /experiments/e1/events",
                        "event:experiment\ndata:" + experiment("RUNNING", "not decided") + "\n\n"
                                + "event:experiment\ndata:" + experiment("READY_TO_SHIP", "v2 is better") + "\n\n");

        assertThat(ferry("experiment", "watch", "e1")).isZero();
        assertThat(typed.out().lines()).containsExactly("running  not decided", "ready to ship  v2 is better");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void endsWatchingAnExperimentThatDoesHarmWith1() {
        server.answers("GET /experiments/e1", 200, experiment("GUARDRAIL_FAILING", "v2: the model broke"));

        assertThat(ferry("experiment", "watch", "e1")).isEqualTo(1);
        assertThat(typed.out()).contains("guardrail failing  v2: the model broke");
    }

    private static String experiment(String standing, String why) {
        return "{\"experiment\":{\"id\":\"e1\",\"state\":\"RUNNING\",\"standing\":\"" + standing + "\",\"why\":\"" + why
                + "\"}}";
    }

    @Test
    void showsWhatMovedAndWhatIsMissing() {
        server.answers("GET /experiments/e1", 200, """
                {"experiment":{"id":"e1","model":"m","state":"RUNNING","standing":"RUNNING","why":"w"},"look":{"arms":[],
                "contrasts":[{"arm":"v2","aim":{"metric":"SHADOW_AGREEMENT"},"primary":true,"outcome":"NO_DATA","missing":"no shadow"}],
                "drifts":[{"arm":"control","psi":0.02,"limit":0.25,"jensenShannon":0.003},
                {"arm":"v2","psi":0.61,"limit":0.25,"jensenShannon":0.1,"cause":"MODEL_BROKE"}]}}""");

        assertThat(ferry("experiment", "show", "e1")).isZero();
        assertThat(typed.out())
                .contains("shadow agreement (primary)", "no data: no shadow", "model broke")
                .containsPattern("v2 +0\\.610 +0\\.250 +0\\.100 +model broke");
    }
}
