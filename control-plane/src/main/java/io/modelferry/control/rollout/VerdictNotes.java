package io.modelferry.control.rollout;

import java.time.InstantSource;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes a judge's verdicts into the timeline: the moment an arm crossed its bound, whatever the gate makes of it. */
@Component
class VerdictNotes {

    private final RolloutRows rollouts;
    private final Journal journal;
    private final InstantSource clock;

    VerdictNotes(RolloutRows rollouts, Journal journal, InstantSource clock) {
        this.rollouts = rollouts;
        this.journal = journal;
        this.clock = clock;
    }

    @EventListener
    @Transactional
    void on(VerdictReached reached) {
        rollouts.findById(reached.rollout()).ifPresent(rollout -> {
            var judgement = reached.judgement();
            rollout.note(
                    "VERDICT",
                    new Cause(
                            Cause.ENGINE,
                            clock.instant(),
                            Journal.verdict(judgement) + ": " + judgement.summary(),
                            judgement.comparison() == null
                                    ? TimelineEntry.NO_EVIDENCE
                                    : Journal.json(judgement.comparison())));
            journal.append(rollout);
        });
    }
}
