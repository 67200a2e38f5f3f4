package io.modelferry.control.rollout;

import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.Journal.Watch;
import io.modelferry.control.rollout.RolloutView.BytesView;
import io.modelferry.control.rollout.RolloutView.Counts;
import io.modelferry.control.rollout.RolloutView.StageView;
import io.modelferry.protocol.report.UpdateState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.springframework.stereotype.Component;

/** Draws rollouts as others see them, from what is stored and the fleet as it is. */
@Component
class RolloutViews {

    private static final int TIMELINE = 50;

    private final Deployments deployments;
    private final Journal journal;
    private final FleetPictures fleet;

    RolloutViews(Deployments deployments, Journal journal, FleetPictures fleet) {
        this.deployments = deployments;
        this.journal = journal;
        this.fleet = fleet;
    }

    RolloutView whole(Rollout rollout) {
        return view(rollout, fleet.now(), journal.timeline(rollout.id(), TIMELINE));
    }

    RolloutView brief(Rollout rollout, FleetPicture fleet) {
        return view(rollout, fleet, List.of());
    }

    private RolloutView view(Rollout rollout, FleetPicture fleet, List<TimelineEntry> timeline) {
        var placed = deployments.of(rollout.id());
        var watch = journal.watched(rollout.id());
        var bytes = deployments.bytes(rollout.id());
        return new RolloutView(
                rollout.id(),
                rollout.model(),
                rollout.version(),
                rollout.previousVersion().orElse(null),
                rollout.state(),
                rollout.epoch(),
                why(rollout, watch.map(Watch::why).orElse("starting")),
                rollout.stage(),
                stages(rollout, placed),
                rollout.plan().gate(),
                rollout.plan().probation(),
                rollout.plan().delivery(),
                rollout.plan().hold(),
                counts(rollout, placed, fleet),
                new BytesView(bytes.delta(), bytes.full(), bytes.back(), bytes.fullDownloads(), bytes.fallbacks()),
                watch.map(Watch::comparison).orElse(null),
                rollout.createdBy(),
                rollout.createdAt(),
                rollout.startedAt().orElse(null),
                rollout.endedAt().orElse(null),
                timeline);
    }

    private static String why(Rollout rollout, String watched) {
        return switch (rollout.state()) {
            case RUNNING -> watched;
            case ROLLING_BACK -> rollout.standing() + "; " + watched;
            case READY, PAUSED, FINISHED, STOPPED, ROLLED_BACK -> rollout.standing();
        };
    }

    private static List<StageView> stages(Rollout rollout, List<Placed> placed) {
        var views = new ArrayList<StageView>();
        for (var position = 0; position < rollout.stages().size(); position++) {
            var stage = position;
            var plan = rollout.plan().stages().get(position);
            var progress = rollout.stages().get(position);
            views.add(new StageView(
                    plan.name(),
                    plan.percent(),
                    plan.lab(),
                    plan.soak(),
                    progress.passedAt != null ? "PASSED" : progress.openedAt != null ? "CURRENT" : "PENDING",
                    (int) placed.stream().filter(one -> one.stage() == stage).count(),
                    progress.openedAt,
                    progress.settledAt,
                    progress.passedAt));
        }
        return views;
    }

    private static Counts counts(Rollout rollout, List<Placed> placed, FleetPicture fleet) {
        var states = new EnumMap<Standing, Integer>(Standing.class);
        var offline = 0;
        for (var one : placed) {
            states.merge(standing(rollout, one, fleet), 1, Integer::sum);
            offline += fleet.online(one.device()) ? 0 : 1;
        }
        return new Counts(
                fleet.targets(rollout.model(), rollout.version()).size(),
                placed.size(),
                states.getOrDefault(Standing.WAITING, 0),
                states.getOrDefault(Standing.ASSIGNED, 0),
                states.getOrDefault(Standing.FETCHING, 0),
                states.getOrDefault(Standing.PATCHING, 0),
                states.getOrDefault(Standing.VERIFIED, 0),
                states.getOrDefault(Standing.PROBED, 0),
                states.getOrDefault(Standing.TRIAL, 0),
                states.getOrDefault(Standing.CONFIRMED, 0),
                states.getOrDefault(Standing.RETRYING, 0),
                states.getOrDefault(Standing.FAILED, 0),
                states.getOrDefault(Standing.ROLLED_BACK, 0),
                states.getOrDefault(Standing.GOING_BACK, 0),
                states.getOrDefault(Standing.BACK, 0),
                offline);
    }

    RolloutDevice device(Rollout rollout, Placed one, FleetPicture fleet) {
        var progress = one.progress();
        var previous = one.previous();
        return new RolloutDevice(
                one.device(),
                one.stage(),
                standing(rollout, one, fleet).name(),
                fleet.online(one.device()),
                progress.attempt(),
                progress.failure(),
                progress.detail(),
                progress.digest(),
                previous == null ? null : previous.digest(),
                fleet.running(one.device(), rollout.model()),
                one.generation(),
                progress.transfer().deltaBytes(),
                progress.transfer().fullBytes(),
                progress.transfer().fallback(),
                one.updatedAt());
    }

    /** What a person calls the state of a device in a rollout. */
    private enum Standing {
        WAITING,
        ASSIGNED,
        FETCHING,
        PATCHING,
        VERIFIED,
        PROBED,
        TRIAL,
        CONFIRMED,
        RETRYING,
        FAILED,
        ROLLED_BACK,
        GOING_BACK,
        BACK
    }

    private static Standing standing(Rollout rollout, Placed one, FleetPicture fleet) {
        if (one.backGeneration() != null) {
            return WayBack.arrived(rollout, one, fleet) ? Standing.BACK : Standing.GOING_BACK;
        }
        var progress = one.progress();
        if (progress.state() == UpdateState.ASSIGNED && progress.last() == null) {
            return Standing.WAITING;
        }
        if (progress.state() == UpdateState.FAILED && !progress.failedForGood()) {
            return Standing.RETRYING;
        }
        return Standing.valueOf(progress.state().name());
    }
}
