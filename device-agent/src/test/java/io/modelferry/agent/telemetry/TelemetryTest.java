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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {

    private static final ArtifactDigest ONE = FakeControlPlane.digestOf(new byte[] {1});
    private static final ArtifactDigest TWO = FakeControlPlane.digestOf(new byte[] {2});

    private final LoopLink link = new LoopLink();
    private final MovedClock clock = new MovedClock();
    private final Telemetry telemetry = telemetry(WindowQueue.inMemory(), null);

    private Telemetry telemetry(WindowQueue queue, @Nullable ResourceMeter meter) {
        return new Telemetry(
                link,
                new Origin(new UUID(0, 1), clock, clock),
                new Telemetry.Windows(Duration.ofSeconds(10), queue, meter));
    }

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

    @Test
    void sendsAgainWhatDidNotGetThroughAndDoesNotTryWithoutEnd() {
        link.connect();
        link.loseNext();
        answer(ONE, "r1", 1);

        pass(Duration.ofSeconds(10));
        assertThat(windows()).isEmpty();
        telemetry.tick();

        assertThat(windows()).hasSize(1);
    }

    @Test
    void bringsBackWhatItKeptNoFasterThanAServerTakesIt() {
        for (var i = 0; i < 1000; i++) {
            answer(ONE, "r" + i, 1);
            pass(Duration.ofSeconds(10));
        }

        link.connect();
        telemetry.tick();
        assertThat(windows()).hasSize(Window.MOST_AT_ONCE);
        pass(Duration.ofSeconds(10));

        assertThat(windows()).hasSize(Window.MOST_AT_ONCE + 50);
    }

    @Test
    void neitherStretchesNorShrinksAWindowWhenTheClockIsSet() {
        link.connect();
        clock.set(Instant.EPOCH);
        answer(ONE, "r1", 1);
        clock.move(Duration.ofSeconds(4));
        clock.set(Instant.parse("2026-03-01T08:00:00Z"));

        pass(Duration.ofSeconds(6));

        var window = windows().getFirst();
        assertThat(Duration.between(window.from(), window.to())).isEqualTo(Duration.ofSeconds(10));
        assertThat(window.to()).isEqualTo(clock.instant());
    }

    @Test
    void findsWindowsAgainAfterARestart(@TempDir Path folder) {
        var before = telemetry(new DiskWindows(LaneDisk.REAL, folder, 1 << 20), null);
        before.answered(new Answered(MODEL, ONE, "r1", 500, List.of()));
        before.flush();
        before.save();

        link.connect();
        telemetry(new DiskWindows(LaneDisk.REAL, folder, 1 << 20), null).tick();

        assertThat(windows()).extracting(Window::inferences).containsExactly(1L);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void tellsHowFarTheAnswersAreFromTheProfileOnceThereAreEnough() {
        link.connect();
        telemetry.proven(MODEL, ONE, List.of(50L, 50L));
        telemetry.proven(MODEL, TWO, List.of(50L, 50L));
        for (var i = 0; i < 100; i++) {
            telemetry.answered(new Answered(MODEL, ONE, "a" + i, 500, List.of(new Prediction(i % 2, 0.9, 2))));
        }
        for (var i = 0; i < 99; i++) {
            telemetry.answered(new Answered(MODEL, TWO, "b" + i, 500, List.of(new Prediction(1, 0.9, 2))));
        }

        pass(Duration.ofSeconds(10));

        assertThat(windows()).extracting(Window::drift).containsExactly(0.0, null);
    }

    @Test
    void tellsWhatAWindowCostTheMachine(@TempDir Path folder) throws Exception {
        link.connect();
        var machine = new FakeMachine(folder);
        machine.resident(123_456);
        machine.rapl("intel-rapl:0", "package-0", 1_000_000, 10_000_000);
        var cpu = new AtomicLong();
        var measured = telemetry(WindowQueue.inMemory(), machine.meter(cpu::get));
        measured.answered(new Answered(MODEL, ONE, "r1", 500, List.of()));
        measured.tick();
        measured.answered(new Answered(MODEL, ONE, "r2", 500, List.of()));
        measured.answered(new Answered(MODEL, TWO, "r3", 500, List.of()));
        cpu.set(Duration.ofMillis(2500).toNanos());
        machine.rapl("intel-rapl:0", "package-0", 4_000_000, 10_000_000);

        clock.move(Duration.ofSeconds(10));
        measured.tick();

        var resources = windows().getFirst().resources();
        assertThat(resources).isNotNull();
        assertThat(resources.residentBytes()).isEqualTo(123_456 * 1024);
        assertThat(resources.cpuShare()).isEqualTo(0.25);
        assertThat(resources.diskFreeBytes()).isPositive();
        assertThat(resources.joulesPerInference()).isEqualTo(1.5);
    }

    @Test
    void givesACandidateInShadowAWindowOfItsOwnWithNothingElseInIt() {
        link.connect();
        answer(ONE, "r1", 1);
        telemetry.shadowed(MODEL, TWO, true, 300);
        telemetry.shadowed(MODEL, TWO, false, 300);
        telemetry.passedOver(MODEL, TWO);

        pass(Duration.ofSeconds(10));

        var candidates = windows().get(1);
        assertThat(candidates.digest()).isEqualTo(TWO);
        assertThat(candidates.inferences()).isZero();
        assertThat(candidates.shadow()).isNotNull();
        assertThat(candidates.shadow().compared()).isEqualTo(2);
        assertThat(candidates.shadow().agreed()).isEqualTo(1);
        assertThat(candidates.shadow().passedOver()).isEqualTo(1);
        assertThat(windows().getFirst().shadow()).isNull();
    }

    @Test
    void fitsAWeekOfWindowsIntoTheRoomItHasByDefault(@TempDir Path folder) throws Exception {
        link.connect();
        var machine = new FakeMachine(folder);
        machine.resident(123_456);
        var measured = telemetry(WindowQueue.inMemory(), machine.meter(() -> clock.nanos() / 3));
        measured.proven(MODEL, ONE, List.of(9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L, 1L));
        for (var i = 0; i < 600; i++) {
            var prediction = new Prediction(i % 10, i % 100 / 100.0, 10);
            measured.answered(new Answered(MODEL, ONE, "r" + i, 2000 + i * 7L % 900, List.of(prediction)));
            measured.tick();
        }

        clock.move(Duration.ofSeconds(10));
        measured.tick();

        var line = CheckedLines.line(link.sent(Channel.TELEMETRY).getFirst());
        assertThat(line.length * 7L * 24 * 60).isLessThan(8 << 20);
    }
}
