package io.modelferry.gallery;

import io.modelferry.control.experiment.Experiment;
import io.modelferry.control.experiment.ExperimentId;
import io.modelferry.control.experiment.ExperimentPlan;
import io.modelferry.control.experiment.ExperimentPlan.Aim;
import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentPlan.Proof;
import io.modelferry.control.experiment.ExperimentPlan.Unit;
import io.modelferry.control.experiment.ExperimentState;
import io.modelferry.control.experiment.Experiments;
import io.modelferry.control.experiment.Look;
import io.modelferry.control.experiment.Look.ArmDrift;
import io.modelferry.control.experiment.Look.ArmLook;
import io.modelferry.control.experiment.Look.Contrast;
import io.modelferry.control.experiment.Look.Outcome;
import io.modelferry.control.experiment.Metric;
import io.modelferry.control.experiment.Standing;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.statistics.Drift.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One experiment that is ready to ship and one that nobody has started. Remembers what it was ordered. */
@Component
public class StoryExperiments implements Experiments {

    private static final Aim ACCURACY = new Aim(Metric.ACCURACY, Proof.SUPERIOR, 0);
    private static final Aim LATENCY = new Aim(Metric.LATENCY_P95, Proof.NON_INFERIOR, 0.2);
    private static final Aim DRIFT = new Aim(Metric.DRIFT, Proof.NON_INFERIOR, 0);
    private static final ExperimentId READY = new ExperimentId("e2");

    private final Story story;
    private final List<String> orders = new ArrayList<>();

    StoryExperiments(Story story) {
        this.story = story;
    }

    public List<String> orders() {
        return orders;
    }

    private Experiment experiment(ExperimentId id) {
        var waits = id.equals(READY);
        return new Experiment(
                id,
                new ModelName("meter-reader"),
                new ExperimentPlan(
                        List.of(
                                new Arm("control", new VersionName("1"), 0.5),
                                new Arm("v2", new VersionName("2"), 0.5)),
                        1,
                        Unit.DEVICE,
                        ACCURACY,
                        List.of(LATENCY, DRIFT),
                        Duration.ofHours(1),
                        Duration.ofDays(7),
                        true),
                waits ? ExperimentState.READY : ExperimentState.RUNNING,
                waits ? Standing.READY : Standing.READY_TO_SHIP,
                waits ? "ready: nobody has started it" : "v2: accuracy +8.1 points (+5.0 … +11.2), must be above +0.0",
                waits ? null : "v2",
                3,
                "admin",
                story.ago(Duration.ofHours(5)),
                waits ? null : story.ago(Duration.ofHours(4)),
                null,
                null);
    }

    private Look look(int minutesAgo) {
        var half = 0.03 + minutesAgo / 1200.0;
        return new Look(
                story.ago(Duration.ofMinutes(minutesAgo)),
                List.of(arm("control", "1", 0.818), arm("v2", "2", 0.899)),
                0.62,
                false,
                List.of(
                        new Contrast("v2", ACCURACY, true, 0.081, 0.081 - half, 0.081 + half, Outcome.MET, null),
                        new Contrast("v2", LATENCY, false, 0.02, -0.05, 0.09, Outcome.MET, null),
                        new Contrast("v2", DRIFT, false, 0.31, null, null, Outcome.OPEN, null)),
                List.of(0.004),
                List.of(
                        new ArmDrift("control", 0.34, 0.061, 0.25, null, null),
                        new ArmDrift("v2", 0.31, 0.055, 0.25, Cause.DATA_DRIFTED, null)));
    }

    private static ArmLook arm(String name, String version, double accuracy) {
        return new ArmLook(
                name,
                new VersionName(version),
                0.5,
                25,
                24,
                24,
                4800,
                2,
                2400,
                Math.round(2400 * accuracy),
                accuracy,
                0.0004,
                2310L,
                accuracy + 0.05,
                name.equals("control") ? 0 : 1200L,
                name.equals("control") ? null : 0.934,
                0L,
                25);
    }

    @Override
    public Experiment create(ModelName model, ExperimentPlan plan) {
        orders.add("create " + model);
        return experiment(READY);
    }

    @Override
    public Experiment start(ExperimentId id, String reason) {
        orders.add("start " + id + " " + reason);
        return experiment(id);
    }

    @Override
    public Experiment stop(ExperimentId id, String reason) {
        orders.add("stop " + id + " " + reason);
        return experiment(id);
    }

    @Override
    public Experiment ship(ExperimentId id, @Nullable String arm, String reason) {
        orders.add("ship " + id + " " + reason);
        return experiment(id);
    }

    @Override
    public Optional<Experiment> find(ExperimentId id) {
        return story.empty() || id.value().length() > 2 ? Optional.empty() : Optional.of(experiment(id));
    }

    @Override
    public List<Experiment> page(@Nullable ExperimentId before, int limit) {
        return story.empty() ? List.of() : List.of(experiment(READY), experiment(new ExperimentId("e1")));
    }

    @Override
    public Optional<Look> latest(ExperimentId id) {
        return id.equals(READY) ? Optional.empty() : Optional.of(look(1));
    }

    @Override
    public List<Look> looks(ExperimentId id, int limit) {
        return id.equals(READY)
                ? List.of()
                : IntStream.rangeClosed(1, 24)
                        .mapToObj(at -> look(241 - 10 * at))
                        .toList();
    }

    @Override
    public List<Entry> timeline(ExperimentId id) {
        return List.of(new Entry(story.ago(Duration.ofHours(4)), "STARTED", "admin", "to know"));
    }

    @Override
    public Forecast forecast(ModelName model, ExperimentPlan plan) {
        throw new UnsupportedOperationException();
    }
}
