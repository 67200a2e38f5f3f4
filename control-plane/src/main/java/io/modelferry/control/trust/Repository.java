package io.modelferry.control.trust;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.ModelferryConfiguration.Trust.Place;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.goal.DeltaHop;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The repository as other rooms write to it. Two control planes may: whoever writes holds its one row. */
@Service
class Repository implements SignedModels, SignedDeltas {

    private final MetadataRows documents;
    private final TargetRows rows;
    private final NextTargets next;
    private final Issue issue;
    private final ApplicationEventPublisher events;
    private final boolean embedded;

    Repository(
            MetadataRows documents,
            TargetRows rows,
            NextTargets next,
            Issue issue,
            ApplicationEventPublisher events,
            ModelferryConfiguration configuration) {
        this.documents = documents;
        this.rows = rows;
        this.next = next;
        this.issue = issue;
        this.events = events;
        this.embedded = configuration.trust().targets() == Place.EMBEDDED;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Standing add(SignedModel model) {
        documents.hold();
        var there = rows.find(model);
        if (there.isPresent()) {
            requireSame(model, there.get());
        } else {
            rows.add(model);
            if (embedded) {
                sign(List.of(model));
            }
        }
        return rows.isSigned(model) ? Standing.SIGNED : Standing.AWAITING_SIGNATURE;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void remove(ModelName model, VersionName version) {
        documents.hold();
        var floor = rows.wantedFloor(model);
        if (!rows.remove(model, version)) {
            return;
        }
        var heirs = rows.wantedFloor(model) < floor ? rows.raiseFloor(model, floor) : List.<SignedModel>of();
        if (embedded) {
            sign(heirs);
        }
        issue.deltas(List.of(model));
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Standing raiseFloor(ModelName model, long counter) {
        documents.hold();
        if (rows.wantedFloor(model) < counter) {
            var raised = rows.raiseFloor(model, counter);
            if (embedded) {
                sign(raised);
            }
        }
        return rows.signedFloor(model) < counter ? Standing.AWAITING_SIGNATURE : Standing.SIGNED;
    }

    @Override
    public long floor(ModelName model) {
        return rows.signedFloor(model);
    }

    private static void requireSame(SignedModel wanted, SignedModel there) {
        if (!there.digest().equals(wanted.digest())) {
            throw new IllegalStateException("%s@%s %s is signed with other bytes"
                    .formatted(wanted.model(), wanted.version(), wanted.variant()));
        }
    }

    /** With the targets key that lies here. */
    void signAll() {
        var waiting = rows.waiting();
        sign(waiting);
        tell(waiting);
    }

    private void sign(List<SignedModel> added) {
        var body = next.compose(version() + 1, issue.now());
        issue.targets(
                Signed.of(body, issue.signers(Metadata.TARGETS, issue.root().role(Metadata.TARGETS))));
        rows.signed(added, body.version());
    }

    /** Targets that people signed take effect, and what waited for them is told. */
    void install(Signed<Targets> targets, List<SignedModel> added) {
        issue.targets(targets);
        rows.signed(added, targets.body().version());
        tell(added);
    }

    private void tell(List<SignedModel> added) {
        if (!added.isEmpty()) {
            events.publishEvent(new TargetsSigned(version(), added));
        }
    }

    @Override
    public long version() {
        return documents.version(Metadata.TARGETS);
    }

    @Override
    public List<SignedModel> of(ModelName model) {
        return rows.models(model);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(DeltaHop delta) {
        documents.hold();
        issue.deltas(rows.add(delta));
    }
}
