package io.modelferry.agent.telemetry;

import static io.modelferry.agent.testing.FakeControlPlane.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.inference.InferenceListener.Answered;
import io.modelferry.agent.inference.Prediction;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.telemetry.Window;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TelemetryTest {

    private static final ArtifactDigest ONE = FakeControlPlane.digestOf(new byte[] {1});
    private static final ArtifactDigest TWO = FakeControlPlane.digestOf(new byte[] {2});

    private final LoopLink link = new LoopLink();
    private final MovedClock clock = new MovedClock();
    private final Telemetry telemetry = new Telemetry(link, new UUID(0, 1), clock, Duration.ofSeconds(10));

    private void answer(ArtifactDigest digest, String request, int label) {
        telemetry.answered(new Answered(MODEL, digest, request, 500, List.of(new Prediction(label, 0.95, 10))));
    }

    private List<Window> windows() {
        return link.sent(Channel.TELEMETRY).stream()
                .map(json -> ProtocolJson.read(json, Window.class))
                .toList();
    }

    private void pass(Duration time) {
        clock.move(time);
        telemetry.tick();
    }

    @Test
    void countsWhatAModelDidInAWindow() {
        link.connect();
        for (var i = 0; i < 100; i++) {
            answer(ONE, "r" + i, i % 10);
        }
        telemetry.failed(MODEL, ONE, true);
        telemetry.rejected(MODEL, ONE);

        pass(Duration.ofSeconds(10));

        var window = windows().getFirst();
        assertThat(window.inferences()).isEqualTo(100);
        assertThat(window.errors()).isEqualTo(1);
        assertThat(window.failedInSwap()).isEqualTo(1);
        assertThat(window.rejected()).isEqualTo(1);
        assertThat(window.classCounts()).containsOnly(10L).hasSize(10);
        assertThat(window.confidence().getLast()).isEqualTo(100);
        assertThat(window.latency()).isNotEmpty().hasSizeLessThan(100);
    }

    @Test
    void saysNothingOfASilentWindow() {
        link.connect();
        telemetry.swapped(MODEL, ONE);

        pass(Duration.ofSeconds(60));

        assertThat(windows()).isEmpty();
    }

    @Test
    void neverSpansTwoFilesInOneWindow() {
        link.connect();
        answer(ONE, "r1", 1);
        telemetry.swapped(MODEL, TWO);
        answer(TWO, "r2", 2);

        pass(Duration.ofSeconds(10));

        assertThat(windows()).extracting(Window::digest).containsExactly(ONE, TWO);
        assertThat(windows()).extracting(Window::inferences).containsExactly(1L, 1L);
        assertThat(windows()).extracting(Window::seq).containsExactly(1L, 2L);
    }

    @Test
    void countsALabelOnceAndForTheFileThatPredicted() {
        link.connect();
        answer(ONE, "r1", 3);
        answer(ONE, "r2", 3);

        assertThat(telemetry.feedback(MODEL, "r1", 3)).isTrue();
        assertThat(telemetry.feedback(MODEL, "r2", 4)).isTrue();
        assertThat(telemetry.feedback(MODEL, "r1", 3)).isFalse();
        assertThat(telemetry.feedback(MODEL, "never", 3)).isFalse();
        pass(Duration.ofSeconds(10));

        assertThat(windows().getFirst().labelled()).isEqualTo(2);
        assertThat(windows().getFirst().correct()).isEqualTo(1);
    }

    @Test
    void creditsALateLabelToTheFileThatPredictedAndLeavesTheOpenWindowAlone() {
        link.connect();
        answer(ONE, "r1", 3);
        telemetry.swapped(MODEL, TWO);
        answer(TWO, "r2", 3);

        telemetry.feedback(MODEL, "r1", 3);
        answer(TWO, "r3", 3);
        pass(Duration.ofSeconds(10));

        assertThat(windows().stream()
                        .filter(window -> window.digest().equals(ONE))
                        .mapToLong(Window::labelled)
                        .sum())
                .isEqualTo(1);
        assertThat(windows().stream()
                        .filter(window -> window.digest().equals(TWO))
                        .mapToLong(Window::inferences)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void keepsWindowsWhileTheLineIsDown() {
        answer(ONE, "r1", 1);
        pass(Duration.ofSeconds(10));
        answer(ONE, "r2", 1);
        pass(Duration.ofSeconds(10));
        assertThat(windows()).isEmpty();

        link.connect();
        telemetry.tick();

        assertThat(windows()).extracting(Window::seq).containsExactly(1L, 2L);
    }
}
