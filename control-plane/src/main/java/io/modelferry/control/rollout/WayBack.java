package io.modelferry.control.rollout;

import io.modelferry.control.rollout.Deployments.Placed;
import io.modelferry.control.rollout.GoalRows.Aim;
import io.modelferry.protocol.DeviceId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Takes the devices of a rollout back to what is pinned for each of them. The old file lies on the device, so the new goal is a
 * pointer that flips; who is offline finds it on return.
 */
@Component
class WayBack {

    private final Deployments deployments;
    private final Goals goals;
    private final Lines lines;
    private final Journal journal;
    private final InstantSource clock;

    WayBack(Deployments deployments, Goals goals, Lines lines, Journal journal, InstantSource clock) {
        this.deployments = deployments;
        this.goals = goals;
        this.lines = lines;
        this.journal = journal;
        this.clock = clock;
    }

    /** The model's line goes back too, if this rollout had moved it. */
    void take(Rollout rollout, FleetPicture fleet) {
        lines.of(rollout.model())
                .filter(line -> line.rollout().equals(rollout.id()))
                .ifPresent(line -> rollout.previousVersion()
                        .ifPresent(version -> lines.move(
                                new Lines.Line(line.model(), version, line.terms(), line.rollout()), clock.instant())));
        send(rollout, fleet);
        journal.waiting(
                rollout,
                "RETURN",
                Cause.of(Cause.ENGINE, clock.instant(), "its devices have just been sent back"),
                null);
    }

    /** Sends who was not sent yet, and ends the rollout when every online device is back. */
    void follow(Rollout rollout, FleetPicture fleet) {
        send(rollout, fleet);
        var placed = deployments.of(rollout.id()).stream()
                .filter(one -> fleet.find(one.device()).isPresent())
                .toList();
        var online = placed.stream().filter(one -> fleet.online(one.device())).toList();
        var missing = online.stream()
                .filter(one -> !arrived(rollout, one, fleet))
                .map(Placed::device)
                .toList();
        var line = line(online.size(), missing.size(), placed.size() - online.size());
        if (missing.isEmpty()) {
            rollout.arriveBack(Cause.of(Cause.ENGINE, clock.instant(), line));
        } else {
            journal.waiting(rollout, "RETURN", Cause.of(Cause.ENGINE, clock.instant(), line + laggards(missing)), null);
        }
    }

    static boolean arrived(Rollout rollout, Placed one, FleetPicture fleet) {
        var previous = one.previous();
        return previous == null || previous.digest().equals(fleet.running(one.device(), rollout.model()));
    }

    private void send(Rollout rollout, FleetPicture fleet) {
        var aims = new ArrayList<Aim>();
        for (var one : deployments.of(rollout.id())) {
            var previous = one.previous();
            if (one.backGeneration() == null
                    && previous != null
                    && fleet.find(one.device()).isPresent()) {
                var terms = rollout.plan().terms().atOnce();
                aims.add(new Aim(one.device(), rollout.model(), previous, null, terms, rollout.id()));
            }
        }
        if (!aims.isEmpty()) {
            deployments.sentBack(rollout.id(), goals.set(aims, fleet, clock.instant()));
        }
    }

    private static String line(int online, int missing, int offline) {
        return (online - missing) + "/" + online + " online devices are back"
                + (offline > 0 ? ", " + offline + " offline follow on return" : "");
    }

    private static String laggards(List<DeviceId> missing) {
        return "; still waiting for " + missing.getFirst()
                + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : "");
    }
}
