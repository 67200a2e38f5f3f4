package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentUnits.Drawn;
import io.modelferry.control.experiment.ExperimentUnits.Stray;
import io.modelferry.control.rollout.Placements;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.VersionName;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Draws devices that are new and aims those at their arm's file that are not: a walk over the fleet by id, in steps of a transaction each,
 * so that an order never waits for more than a step. Where nothing is to be done a turn walks over two hundred thousand devices, where
 * everything is it places five thousand; the next goes on there.
 */
@Component
class ArmPlacement {

    private static final int STEPS = 10;

    /** Devices drawn or aimed in one step. */
    private static final int BATCH = 500;

    private static final String HELD_OUT = "";
    private static final String START = "";

    private final ExperimentRows rows;
    private final ExperimentUnits units;
    private final Placements placements;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    /** How far the walk of each experiment has come. */
    private final Map<ExperimentId, String> reached = new ConcurrentHashMap<>();

    ArmPlacement(
            ExperimentRows rows,
            ExperimentUnits units,
            Placements placements,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.units = units;
        this.placements = placements;
        this.clock = clock;
        this.transaction = transaction;
    }

    private enum Step {
        FOUND_SOMEBODY,
        FOUND_NOBODY,
        AT_THE_END
    }

    /** @return whether there is more to do at once */
    boolean turn(ExperimentId id) {
        var step = Step.AT_THE_END;
        for (var i = 0; i < STEPS; i++) {
            step = Objects.requireNonNull(
                    transaction.execute(status -> rows.claim(id).map(this::step).orElse(Step.AT_THE_END)));
            if (step == Step.AT_THE_END) {
                break;
            }
        }
        return step == Step.FOUND_SOMEBODY;
    }

    /** Of experiments that run no more nothing is kept. */
    void keepOnly(Collection<ExperimentId> running) {
        reached.keySet().retainAll(running);
    }

    private Step step(Experiment experiment) {
        var plan = experiment.plan();
        var files = new ArmFiles(plan.arms(), placements.files(experiment.model(), plan.versions()));
        var slice = units.next(experiment, files, reached.getOrDefault(experiment.id(), START), BATCH);
        if (!slice.strays().isEmpty()) {
            place(experiment, slice.strays());
        }
        reached.put(experiment.id(), slice.last() ? START : slice.until());
        if (slice.last()) {
            return Step.AT_THE_END;
        }
        return slice.strays().isEmpty() ? Step.FOUND_NOBODY : Step.FOUND_SOMEBODY;
    }

    private void place(Experiment experiment, List<Stray> strays) {
        var draw = new Draw(experiment.id(), experiment.plan());
        var joining = strays.stream()
                .filter(stray -> stray.arm() == null)
                .map(stray -> drawn(draw, stray))
                .toList();
        units.add(experiment.id(), joining, clock.instant());
        var armOf = new HashMap<DeviceId, String>();
        joining.forEach(one -> armOf.put(one.device(), one.arm()));
        strays.forEach(stray -> {
            if (stray.arm() != null) {
                armOf.put(stray.device(), stray.arm());
            }
        });
        placements.place(experiment.model(), experiment.id().value(), wanted(experiment.plan(), armOf));
    }

    private static Drawn drawn(Draw draw, Stray stray) {
        var unit = draw.unit(stray.device(), stray.site());
        return new Drawn(stray.device(), unit, draw.arm(unit).map(Arm::name).orElse(HELD_OUT), draw.place(unit));
    }

    private static Map<DeviceId, VersionName> wanted(ExperimentPlan plan, Map<DeviceId, String> armOf) {
        var versions = plan.arms().stream().collect(Collectors.toMap(Arm::name, Arm::version));
        var wanted = new HashMap<DeviceId, VersionName>();
        armOf.forEach((device, arm) -> {
            var version = versions.get(arm);
            if (version != null) {
                wanted.put(device, version);
            }
        });
        return wanted;
    }
}
