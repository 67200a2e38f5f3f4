package io.modelferry.control.experiment;

import io.modelferry.control.experiment.ExperimentPlan.Arm;
import io.modelferry.control.experiment.ExperimentRows.Drawn;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.rollout.Placements;
import io.modelferry.control.rollout.Placements.Return;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks at every running experiment: draws who is new, aims everybody at the version of their arm, gathers the evidence, says what it
 * means, and ends what is proven to do harm. One experiment is one transaction that holds its row; who finds it held goes on, so
 * that any number of control planes may look.
 */
@Component
class ExperimentRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ExperimentRunner.class);
    private static final String ENGINE = "system";
    private static final String HELD_OUT = "";

    /** Of an experiment of any length, about. */
    private static final int LOOKS = 500;

    private final ExperimentRows rows;
    private final Placements placements;
    private final FieldEvidence evidence;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    ExperimentRunner(
            ExperimentRows rows,
            Placements placements,
            FieldEvidence evidence,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.placements = placements;
        this.evidence = evidence;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** An experiment that cannot be looked at does not keep the others from it. */
    @Scheduled(fixedDelayString = "${modelferry.experiment.look-every:10s}")
    void tick() {
        for (var id : rows.running()) {
            try {
                transaction.executeWithoutResult(status -> rows.claim(id).ifPresent(this::look));
            } catch (RuntimeException failed) {
                LOG.error("experiment {} could not be looked at", id, failed);
            }
        }
    }

    private void look(Experiment experiment) {
        var now = clock.instant();
        var drawn = draw(experiment, now);
        var armOf = ExperimentRows.armOf(drawn);
        var digests = placements.place(experiment.model(), experiment.id().value(), wanted(experiment.plan(), armOf));
        if (!due(experiment, now)) {
            return;
        }
        var arms = evidence.of(experiment, drawn, digests);
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

    /** Adds candidates that were not drawn yet; nobody is ever drawn again. */
    private List<Drawn> draw(Experiment experiment, Instant now) {
        var known = rows.drawn(experiment.id());
        var already = known.stream().map(Drawn::device).collect(Collectors.toSet());
        var draw = new Draw(experiment.id(), experiment.plan());
        var joining = placements
                .candidates(experiment.model(), experiment.plan().versions())
                .stream()
                .filter(device -> !already.contains(device.id()))
                .map(device -> drawn(draw, device))
                .toList();
        if (joining.isEmpty()) {
            return known;
        }
        rows.draw(experiment.id(), joining, now);
        var all = new ArrayList<>(known);
        all.addAll(joining);
        return all;
    }

    private static Drawn drawn(Draw draw, DeviceView device) {
        var unit = draw.unit(device);
        return new Drawn(device.id(), unit, draw.arm(unit).map(Arm::name).orElse(HELD_OUT));
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

    /** At every tick while it is young, then less often: a look reads all evidence since the start. */
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
