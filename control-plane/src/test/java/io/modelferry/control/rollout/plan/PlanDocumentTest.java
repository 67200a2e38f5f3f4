package io.modelferry.control.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.fleet.Window;
import io.modelferry.protocol.report.FailureCode.Remedy;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/rollouts.md says what a plan can say. When this fails, paste what it expected. */
final class PlanDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "rollouts.md");

    private static final List<GateRule> STANDARD = List.of(
            GateRule.SuccessShare.DEFAULT,
            GateRule.FailureShare.DEFAULT,
            GateRule.AccuracyDrop.DEFAULT,
            GateRule.ErrorRate.DEFAULT,
            GateRule.LatencyRatio.DEFAULT,
            GateRule.Drift.DEFAULT,
            new GateRule.Webhook(
                    URI.create("required"), GateRule.Webhook.DEFAULT_TIMEOUT, GateRule.Webhook.DEFAULT_ACTION),
            GateRule.ManualApproval.DEFAULT);

    @Test
    void printsTheGatesAndTheirDefaults() throws IOException {
        var rows = STANDARD.stream()
                .map(rule -> "| `%s` | %s | %s |".formatted(rule.name(), fields(rule), rule.action()))
                .collect(
                        Collectors.joining("\n", "| `type` | fields and defaults | `action` |\n|---|---|---|\n", "\n"));

        assertThat(Files.readString(DOCUMENT)).contains(rows + "<!-- end -->");
        assertThat(STANDARD).extracting(Object::getClass).hasSize(types());
    }

    @Test
    void printsTheRetries() throws IOException {
        var rows = Arrays.stream(Remedy.values())
                .map(remedy -> "| `%s` | %d | %s | %s |"
                        .formatted(
                                remedy.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                Retry.DEFAULT.of(remedy).attempts(),
                                Retry.DEFAULT.of(remedy).backOff(),
                                Retry.DEFAULT.of(remedy).longestBackOff()))
                .collect(Collectors.joining(
                        "\n", "| `retry.` | `attempts` | `backOff` | `longestBackOff` |\n|---|---|---|---|\n", "\n"));

        assertThat(Files.readString(DOCUMENT)).contains(rows + "<!-- end -->");
    }

    @Test
    void namesTheOtherDefaults() throws IOException {
        assertThat(Files.readString(DOCUMENT))
                .contains("| `pacing.growth` | " + (int) Pacing.DEFAULT_GROWTH + " |")
                .contains("| `pacing.max` | " + (long) Pacing.FASTEST + " |")
                .contains("| `weight` | " + Clearance.DEFAULT_WEIGHT + " |")
                .contains("| `window.zone` | `" + Window.DEVICE + "` |")
                .contains("0 to " + Clearance.HEAVIEST)
                .contains("At most " + StagesCheck.MAX_STAGES + " stages");
    }

    private static int types() {
        return (int) Arrays.stream(GateRule.class.getDeclaredClasses())
                .filter(type -> type.isRecord())
                .count();
    }

    private static String fields(GateRule rule) {
        var fields = Arrays.stream(rule.getClass().getRecordComponents())
                .filter(component -> !component.getName().equals("action"))
                .map(component -> "`" + component.getName() + "` " + shown(rule, component))
                .collect(Collectors.joining(", "));
        return fields.isEmpty() ? "–" : fields;
    }

    private static String shown(GateRule rule, RecordComponent component) {
        try {
            var value = component.getAccessor().invoke(rule);
            return value == null ? "none" : value.toString();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
