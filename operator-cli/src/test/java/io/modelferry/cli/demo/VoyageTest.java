package io.modelferry.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.testing.FakeControlPlane;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VoyageTest {

    @TempDir
    Path folder;

    private final StringWriter told = new StringWriter();
    private FakeControlPlane server;
    private Household household;
    private Operator operator;

    @BeforeEach
    void start() throws Exception {
        server = new FakeControlPlane();
        household = Household.moveInto(folder.resolve("demo"));
        var settings = new DemoSettings(folder, folder, 50, true, Duration.ofSeconds(1), Duration.ofSeconds(3), false);
        operator = new Operator(new ControlPlaneClient(server.uri(), "mf_1_secret"), settings);
    }

    @AfterEach
    void stop() {
        operator.close();
        household.close();
        server.close();
    }

    @Test
    void tellsTheTimelineAndTheReasonAndReadsWhatItCost() throws StepFailed {
        server.answers("GET /rollouts/r2", 200, """
                {"id":"r2","version":"2","state":"FINISHED","why":"all stages passed","newField":1,
                 "counts":{"confirmed":53,"failed":0},"bytes":{"deltaBytes":100,"fullDownloadBytes":1000},
                 "timeline":[{"at":"2026-05-01T12:00:00Z","kind":"STARTED","text":"by the demo"}]}""");

        var end = voyage().follow("r2");

        assertThat(end.countsOrNone().confirmed()).isEqualTo(53);
        assertThat(end.bytesOrNone().fullDownloadBytes()).isEqualTo(1000);
        assertThat(told.toString()).contains("started: by the demo");
    }

    @Test
    void failsTheStepWhenTheGateHalts() {
        server.answers(
                "GET /rollouts/r2",
                200,
                "{\"id\":\"r2\",\"version\":\"2\",\"state\":\"PAUSED\",\"why\":\"no labels\"}");

        assertThatThrownBy(() -> voyage().follow("r2"))
                .isInstanceOf(StepFailed.class)
                .hasMessage("rollout r2 halted: no labels");
    }

    private Voyage voyage() {
        return new Voyage(operator, new Patience(household), new Narrator(new PrintWriter(told, true)));
    }
}
