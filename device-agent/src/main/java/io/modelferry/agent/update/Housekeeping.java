package io.modelferry.agent.update;

import io.modelferry.protocol.ArtifactDigest;
import java.util.HashSet;
import java.util.Set;

/** Deletes what no state names. */
final class Housekeeping {

    private final Ports ports;
    private final Ledger ledger;
    private final Admission admission;

    Housekeeping(Ports ports, Ledger ledger, Admission admission) {
        this.ports = ports;
        this.ledger = ledger;
        this.admission = admission;
    }

    /** @param underWay whether an errand may still need the deltas it has fetched so far */
    void tidy(boolean underWay) {
        var kept = needed();
        if (underWay) {
            kept.addAll(deltas());
        }
        ports.blobs().keepOnly(kept);
    }

    private Set<ArtifactDigest> needed() {
        var kept = new HashSet<>(ledger.state().kept());
        kept.addAll(admission.acceptanceSetsOf(kept));
        return kept;
    }

    private Set<ArtifactDigest> deltas() {
        var deltas = new HashSet<ArtifactDigest>();
        var goal = ledger.state().goal();
        if (goal != null) {
            goal.models().forEach(wanted -> {
                deltas.addAll(DeltaRoute.deltas(wanted));
                deltas.addAll(DeltaRoute.bases(wanted)); // a chain goes on from what it made
            });
        }
        return deltas;
    }
}
