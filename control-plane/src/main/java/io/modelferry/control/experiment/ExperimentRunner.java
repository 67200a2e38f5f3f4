package io.modelferry.control.experiment;

import io.modelferry.control.rollout.Placements;
import io.modelferry.control.rollout.Placements.Return;
import io.modelferry.control.rollout.Rollouts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks at every running experiment: lets who is new be drawn and aimed, unless the fleet is frozen, gathers the evidence, says what it
 * means, and ends what is proven to do harm. A look is one transaction that holds the experiment's row; who finds it held goes on, so
 * that any number of control planes may look. Of a fleet that is still to be placed, experiments take their turns, with a look between.
 */
@Component
class ExperimentRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ExperimentRunner.class);
    private static final String ENGINE = "system";

    /** Of an experiment of any length, about. */
    private static final int LOOKS = 500;

    private final ExperimentRows rows;
    private final ExperimentUnits units;
    private final ArmPlacement placement;
    private final Placements placements;
    private final Rollouts rollouts;
    private final FieldEvidence evidence;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    ExperimentRunner(
            ExperimentRows rows,
            ExperimentUnits units,
            ArmPlacement placement,
            Placements placements,
            Rollouts rollouts,
            FieldEvidence evidence,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.units = units;
        this.placement = placement;
        this.placements = placements;
        this.rollouts = rollouts;
        this.evidence = evidence;
        this.clock = clock;
        this.transaction = transaction;
    }

    @Scheduled(fixedDelayString = "${modelferry.experiment.look-every:10s}")
    void tick() {
        var moving = rows.running();
        placement.keepOnly(moving);
        while (!moving.isEmpty() && !Thread.currentThread().isInterrupted()) {
            moving = moving.stream().filter(this::turn).toList();
        }
    }

    /**
     * An experiment that cannot be looked at does not keep the others from it.
     *
     * @return whether there is more to place at once
     */
    private boolean turn(ExperimentId id) {
        try {
            var more = rollouts.frozen().isEmpty() && placement.turn(id);
            transaction.executeWithoutResult(status -> rows.claim(id).ifPresent(this::look));
            return more;
        } catch (RuntimeException failed) {
            LOG.error("experiment {} could not be looked at", id, failed);
            return false;
        }
    }

    private void look(Experiment experiment) {
        var now = clock.instant();
        if (!due(experiment, now)) {
            return;
        }
        var plan = experiment.plan();
        var files = new ArmFiles(plan.arms(), placements.files(experiment.model(), plan.versions()));
        var asked = units.asked(experiment.id(), ExperimentUnits.ASKED);
        var arms = evidence.of(experiment, files, asked, units.drawn(experiment.id()));
        var look = Analysis.of(experiment.plan(), arms, now);
        var ruling = Ruling.of(experiment.plan(), look, experiment.elapsed(clock), experiment.winner());
        rows.looked(experiment.id(), ruling.standing(), look);
        var saved = rows.save(experiment.standing(ruling));
        if (ruling.standing() != experiment.standing()) {
            rows.note(saved.id(), now, ruling.standing().name(), ENGINE, ruling.why());
            LOG.info("experiment {} {}→{} {}", saved.id(), experiment.standing(), ruling.standing(), ruling.why());
        }
        if (ruling.standing().harmful() && saved.plan().automatic()) {
            end(saved, now, ruling);
        }
    }

    private boolean due(Experiment experiment, Instant now) {
        var last = rows.latest(experiment.id()).map(Look::at).orElse(Instant.EPOCH);
        return Duration.between(last, now).compareTo(experiment.elapsed(clock).dividedBy(LOOKS)) >= 0;
    }

    private void end(Experiment experiment, Instant now, Ruling ruling) {
        placements.giveBack(experiment.model(), experiment.id().value(), Return.TO_THE_LINE);
        rows.save(experiment.ended(ExperimentState.STOPPED, now, null));
        rows.note(
                experiment.id(),
                now,
                "STOPPED",
                ENGINE,
                "harm is proven; every device goes back to "
                        + experiment.plan().control().version() + ": " + ruling.why());
    }
}
