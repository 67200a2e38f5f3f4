package io.modelferry.control.rollout;

import io.modelferry.control.rollout.Deployments.Bytes;
import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.Journal.Watch;
import io.modelferry.control.rollout.RolloutView.BytesView;
import io.modelferry.control.rollout.RolloutView.Counts;
import io.modelferry.control.rollout.RolloutView.StageView;
import io.modelferry.control.rollout.Tally.Alike;
import io.modelferry.control.rollout.Tally.Counted;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Draws rollouts as others see them, from what is stored and the fleet as it is. */
@Component
class RolloutViews {

    private static final int TIMELINE = 50;

    private final Tally tally;
    private final Journal journal;
    private final FourEyes fourEyes;

    RolloutViews(Tally tally, Journal journal, FourEyes fourEyes) {
        this.tally = tally;
        this.journal = journal;
        this.fourEyes = fourEyes;
    }

    RolloutView whole(Rollout rollout) {
        return view(rollout, journal.timeline(rollout.id(), TIMELINE));
    }

    /** One that is only thought of. */
    RolloutView planned(Rollout rollout, long devices) {
        return view(
                rollout,
                new Counted(List.of(new Alike(Tally.NO_STAGE, "QUEUED", false, "", devices)), Bytes.NONE),
                List.of());
    }

    RolloutView brief(Rollout rollout) {
        return view(rollout, List.of());
    }

    private RolloutView view(Rollout rollout, List<TimelineEntry> timeline) {
        return view(rollout, tally.of(rollout.id()), timeline);
    }

    private RolloutView view(Rollout rollout, Counted counted, List<TimelineEntry> timeline) {
        var watch = journal.watched(rollout.id());
        var bytes = counted.bytes();
        return new RolloutView(
                rollout.id(),
                rollout.model(),
                rollout.version(),
                rollout.previousVersion().orElse(null),
                rollout.state(),
                rollout.epoch(),
                why(rollout, watch.map(Watch::why).orElse("starting")),
                rollout.stage(),
                stages(rollout, counted),
                rollout.plan().gate(),
                rollout.plan().probation(),
                rollout.plan().delivery(),
                rollout.plan().hold(),
                counts(counted),
                watch.map(Watch::gates).orElse(List.of()),
                rollout.plan().options(),
                new BytesView(bytes.delta(), bytes.full(), bytes.back(), bytes.fullDownloads(), bytes.fallbacks()),
                watch.map(Watch::comparison).orElse(null),
                rollout.createdBy(),
                rollout.state() == RolloutState.AWAITING_APPROVAL || fourEyes.on(rollout),
                rollout.createdAt(),
                rollout.startedAt().orElse(null),
                rollout.endedAt().orElse(null),
                timeline);
    }

    private static String why(Rollout rollout, String watched) {
        return switch (rollout.state()) {
            case RUNNING -> watched;
            case ROLLING_BACK -> rollout.standing() + "; " + watched;
            case AWAITING_APPROVAL, DENIED, READY, PAUSED, FINISHED, STOPPED, ROLLED_BACK -> rollout.standing();
        };
    }

    private static List<StageView> stages(Rollout rollout, Counted counted) {
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
                    (int) counted.of(group -> group.stage() == stage),
                    progress.size,
                    progress.openedAt,
                    progress.settledAt,
                    progress.passedAt));
        }
        return views;
    }

    private static Counts counts(Counted counted) {
        return new Counts(
                (int) counted.targeted(),
                (int) counted.queued(),
                (int) counted.of(Alike::placed),
                standing(counted, "WAITING"),
                standing(counted, "ASSIGNED"),
                standing(counted, "FETCHING"),
                standing(counted, "PATCHING"),
                standing(counted, "VERIFIED"),
                standing(counted, "PROBED"),
                standing(counted, "TRIAL"),
                standing(counted, "CONFIRMED"),
                standing(counted, "RETRYING"),
                standing(counted, "EXPIRED"),
                standing(counted, "FAILED"),
                standing(counted, "ROLLED_BACK"),
                standing(counted, "GOING_BACK"),
                standing(counted, "BACK"),
                (int) counted.of(group -> group.placed() && !group.online()));
    }

    private static int standing(Counted counted, String standing) {
        return (int) counted.of(group -> group.standing().equals(standing));
    }

    static RolloutDevice device(Rollout rollout, Placed one, FleetPicture fleet) {
        var progress = one.progress();
        var previous = one.previous();
        return new RolloutDevice(
                one.device(),
                one.stage(),
                one.standing(),
                one.online(),
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
                progress.metadataWait(),
                one.updatedAt());
    }
}
