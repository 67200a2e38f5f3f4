package io.modelferry.control.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.modelferry.gallery.Story;
import io.modelferry.gallery.StoryExperiments;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** The pages of experiments. */
final class ExperimentPagesTest extends ConsolePages {

    private final StoryExperiments experiments;

    ExperimentPagesTest(MockMvcTester web, Story story, StoryExperiments experiments) {
        super(web, story);
        this.experiments = experiments;
    }

    @Test
    void drawsAnExperimentsBoundsAndSaysWhatTheyMean() {
        assertThat(web.perform(get("/experiments/e1").with(VIEWER)))
                .bodyText()
                .contains("Ready to ship", "accuracy +8.1 points", "boundary-band", "effect-band", "units as drawn")
                .contains(
                        "the data drifted", "guardrail: a model that broke ends it", "0.31", "93.4 %", "1,200 compared")
                .containsPattern("shift-warn\" x=\"0\" y=\"14\" width=\"[0-9.]+\"")
                .contains("sse-connect=\"/api/v1/experiments/e1/events\"")
                .doesNotContain("do-ship");
        assertThat(web.perform(get("/experiments/e2").with(ADMIN))).bodyText().contains("No numbers yet", "do-start");
    }

    @Test
    void shipsAnExperimentWithAReason() {
        assertThat(web.perform(post("/experiments/e1/ship")
                        .param("reason", "it is better")
                        .with(ADMIN)
                        .with(csrf())))
                .hasStatus3xxRedirection();
        assertThat(experiments.orders()).contains("ship e1 it is better");
        assertThat(web.perform(post("/experiments/e1/ship")
                        .param("reason", "mine")
                        .with(VIEWER)
                        .with(csrf())))
                .hasStatus(403);
    }

    @Test
    void saysHowToBeginWhereThereIsNoExperiment() {
        story.setEmpty(true);

        assertThat(web.perform(get("/experiments").with(VIEWER))).bodyText().contains("ferry experiment create");
    }

    @Test
    void plansAnExperimentAndSaysWhatIsWrong() {
        assertThat(web.perform(get("/experiments/new").with(ADMIN)))
                .bodyText()
                .contains(
                        "Create experiment",
                        "labelled accuracy",
                        "agreement in shadow",
                        "Drift of the treatment alone");
        assertThat(web.perform(get("/experiments/new").with(VIEWER))).hasStatus(403);
        assertThat(web.perform(post("/experiments")
                        .param("model", "meter-reader")
                        .param("version", "2")
                        .param("share", "half")
                        .with(ADMIN)
                        .with(csrf())))
                .bodyText()
                .contains("share: write a number.");
    }
}
