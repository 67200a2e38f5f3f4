package io.modelferry.control.rollout;

import io.modelferry.control.registry.floor.FloorRaised;
import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.GoalRows.Aim;
import io.modelferry.control.rollout.Tally.Counted;
import java.time.InstantSource;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Takes the devices of a rollout back to what is pinned for each of them. The old file lies on the device, so the new goal is a
 * pointer that flips; who is offline finds it on return. Nobody is sent below the floor, where devices refuse to go.
 */
@Component
class WayBack {

    private final RolloutRows rollouts;
    private final Deployments deployments;
    private final Goals goals;
    private final Lines lines;
    private final Journal journal;
    private final Tally tally;
    private final MetadataWaits metadataWaits;
    private final RefusedGoals refusedGoals;
    private final FloorCheck floor;
    private final Reissues reissues;
    private final FleetPictures fleet;
    private final InstantSource clock;

    WayBack(
            RolloutRows rollouts,
            Deployments deployments,
            Goals goals,
            Lines lines,
            Journal journal,
            Tally tally,
            MetadataWaits metadataWaits,
            RefusedGoals refusedGoals,
            FloorCheck floor,
            Reissues reissues,
            FleetPictures fleet,
            InstantSource clock) {
        this.rollouts = rollouts;
        this.deployments = deployments;
        this.goals = goals;
        this.lines = lines;
        this.journal = journal;
        this.tally = tally;
        this.metadataWaits = metadataWaits;
        this.refusedGoals = refusedGoals;
        this.floor = floor;
        this.reissues = reissues;
        this.fleet = fleet;
        this.clock = clock;
    }

    /** The model's line goes back too, if this rollout had moved it. */
    void take(Rollout rollout) {
        rollouts.saveAndFlush(rollout); // the goals read there that nothing is held any more
        lines.of(rollout.model())
                .filter(line -> line.rollout().equals(rollout.id()))
                .ifPresent(line -> rollout.previousVersion()
                        .ifPresent(version -> lines.move(
                                new Lines.Line(line.model(), version, line.terms(), line.rollout()), clock.instant())));
        send(rollout);
        journal.waiting(
                rollout, "RETURN", Cause.of(Cause.ENGINE, clock.instant(), "its devices have just been sent back"));
    }

    /**
     * Sends the next who were not sent yet, and ends the rollout when all are sent and every online device is back. Halts it once the version
     * before lies below the floor.
     *
     * @return whether more could be sent at once
     */
    boolean follow(Rollout rollout) {
        var cutOff = floor.noWayBack(rollout);
        if (cutOff.isPresent()) {
            rollout.halt(Cause.of(Cause.ENGINE, clock.instant(), "nobody goes back any more: " + cutOff.get()));
            reissues.of(rollout.id(), clock.instant());
            return false;
        }
        if (send(rollout) == Enlistment.BATCH) {
            journal.waiting(rollout, "RETURN", Cause.of(Cause.ENGINE, clock.instant(), line(tally.of(rollout.id()))));
            return true;
        }
        var counted = tally.of(rollout.id());
        var line = line(counted);
        if (missing(counted) == 0) {
            rollout.arriveBack(Cause.of(Cause.ENGINE, clock.instant(), line));
        } else {
            var why = line
                    + laggards(rollout, missing(counted))
                    + metadataWaits.line(rollout.id())
                    + refusedGoals.line(rollout.id());
            journal.waiting(rollout, "RETURN", Cause.of(Cause.ENGINE, clock.instant(), why));
        }
        return false;
    }

    private int send(Rollout rollout) {
        var next = deployments.toSendBack(rollout.id(), Enlistment.BATCH);
        if (next.isEmpty()) {
            return 0;
        }
        var terms = rollout.plan().terms().atOnce();
        var picture = fleet.of(next.stream().map(Placed::device).toList());
        var aims = new ArrayList<Aim>();
        var below = floor.below(rollout.model());
        for (var one : next) {
            var previous = one.previous();
            if (previous != null && below.contains(previous.version())) {
                previous = pinAnew(rollout, one, picture);
            }
            if (previous != null) {
                aims.add(new Aim(one.device(), rollout.model(), previous, null, terms, rollout.id()));
            }
        }
        deployments.sentBack(rollout.id(), goals.set(aims, picture, clock.instant()));
        return next.size();
    }

    /** What it ran lies below the floor by now: it goes to the version before, as those do who ran nothing. Null if no file of that fits it. */
    private @Nullable Wanted pinAnew(Rollout rollout, Placed one, FleetPicture picture) {
        var pinned = picture.find(one.device())
                .flatMap(device ->
                        rollout.previousVersion().flatMap(version -> picture.wanted(rollout.model(), version, device)))
                .orElse(null);
        deployments.pin(rollout.id(), one.device(), pinned, picture.running(one.device(), rollout.model()));
        return pinned;
    }

    /** Who was sent below the floor and has not arrived is to be sent once more, in the transaction of the raise. */
    @EventListener
    void on(FloorRaised raised) {
        deployments.sendAnew(raised.model(), floor.below(raised.model()));
    }

    private static long missing(Counted counted) {
        return counted.of(group -> group.online() && group.standing().equals("GOING_BACK"));
    }

    private static String line(Counted counted) {
        var online = counted.of(group -> group.placed() && group.online());
        var back = online
                - counted.of(group ->
                        group.online() && group.placed() && !group.standing().equals("BACK"));
        var offline = counted.of(group -> group.placed() && !group.online());
        return back + "/" + online + " online devices are back"
                + (offline > 0 ? ", " + offline + " offline follow on return" : "");
    }

    private String laggards(Rollout rollout, long missing) {
        return deployments
                .laggard(rollout.id())
                .map(device -> "; still waiting for " + device + (missing > 1 ? " and " + (missing - 1) + " more" : ""))
                .orElse("");
    }
}
