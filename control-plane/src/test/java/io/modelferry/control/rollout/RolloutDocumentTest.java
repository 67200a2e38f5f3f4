package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.DeploymentTransitions.Attempt;
import io.modelferry.control.rollout.plan.Gate;
import io.modelferry.protocol.report.UpdateState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/rollouts.md says what the code does. When this fails, paste what it expected. */
final class RolloutDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "rollouts.md");

    @Test
    void printsTheTransitionTableOfTheCode() throws IOException {
        var rows = RolloutTransitions.TABLE.stream()
                .map(row -> "| %s | %s | %s |".formatted(row.from(), row.event(), row.to()))
                .collect(Collectors.joining("\n", "| from | event | to |\n|---|---|---|\n", "\n"));

        assertThat(Files.readString(DOCUMENT)).contains(rows + "<!-- end -->");
    }

    @Test
    void printsTheTransitionTableOfStages() throws IOException {
        var rows = StageTransitions.TABLE.stream()
                .map(row -> "| %s | %s | %s |".formatted(row.from(), row.event(), row.to()))
                .collect(Collectors.joining("\n", "| from | event | to |\n|---|---|---|\n", "\n"));

        assertThat(Files.readString(DOCUMENT)).contains(rows + "<!-- end -->");
    }

    @Test
    void printsTheTransitionTableOfDeployments() throws IOException {
        var rows = DeploymentTransitions.TABLE.stream()
                .map(row -> "| %s | %s | %s |".formatted(row.from(), inOrder(row.told()), inWords(row.attempt())))
                .collect(Collectors.joining(
                        "\n", "| from | the device tells, and there it stands | attempt |\n|---|---|---|\n", "\n"));

        assertThat(Files.readString(DOCUMENT)).contains(rows + "<!-- end -->");
    }

    private static String inOrder(Set<UpdateState> states) {
        return states.stream().sorted().map(UpdateState::name).collect(Collectors.joining(", "));
    }

    private static String inWords(Attempt attempt) {
        return switch (attempt) {
            case SAME -> "the same";
            case NEXT -> "the next, if the event is later";
        };
    }

    @Test
    void namesTheDefaultsOfTheGate() throws IOException {
        assertThat(Files.readString(DOCUMENT))
                .contains("| " + Gate.DEFAULT_MIN_CONFIRMED_SHARE + " | `minConfirmedShare` |")
                .contains("| " + Gate.DEFAULT_MIN_SAMPLES + " | `minSamples` |")
                .contains("| " + Gate.DEFAULT_MAX_FAILURE_SHARE + " | `maxFailureShare` |")
                .contains("| " + Gate.DEFAULT_MIN_VERDICTS + " | `minVerdicts` |")
                .contains("(default P1D)");
        assertThat(Gate.DEFAULT_DEADLINE).isEqualTo(java.time.Duration.ofDays(1));
    }
}
