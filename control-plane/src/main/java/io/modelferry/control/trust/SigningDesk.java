package io.modelferry.control.trust;

import io.modelferry.control.trust.WaitingDocuments.Place;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Says of every document that waits whose signatures it has and whose are missing. */
@Service
@Transactional(readOnly = true)
class SigningDesk implements Signatures {

    private final MetadataRows rows;
    private final TargetRows targets;
    private final SignatureRows signatures;
    private final WaitingDocuments waiting;

    SigningDesk(MetadataRows rows, TargetRows targets, SignatureRows signatures, WaitingDocuments waiting) {
        this.rows = rows;
        this.targets = targets;
        this.signatures = signatures;
        this.waiting = waiting;
    }

    List<Signing> all() {
        var root = rows.newest(Metadata.ROOT, Root.class).map(Signed::body);
        var next = waiting.find(Place.ROOT, Root.class);
        var all = new ArrayList<Signing>();
        next.ifPresent(document -> all.add(signing(Place.ROOT, document, rootQuorums(root, document))));
        next.flatMap(document -> waiting.find(Place.ROOT_TARGETS, Targets.class))
                .ifPresent(beside -> all.add(signing(
                        Place.ROOT_TARGETS, beside, List.of(quorum(next.get().body(), beside)))));
        root.ifPresent(current -> waiting.find(Place.TARGETS, Targets.class)
                .ifPresent(document -> all.add(signing(Place.TARGETS, document, List.of(quorum(current, document))))));
        return List.copyOf(all);
    }

    private Signing signing(Place place, Signed<?> document, List<Quorum> quorums) {
        return Signing.of(place.role(), document.body().version(), waiting.since(place), quorums);
    }

    static List<Quorum> rootQuorums(Optional<Root> before, Signed<Root> next) {
        var quorums = new ArrayList<Quorum>();
        before.ifPresent(root -> quorums.add(Quorum.of(root, Metadata.ROOT, signers(root, Metadata.ROOT, next))));
        var own = next.body();
        if (before.map(root -> !root.role(Metadata.ROOT).equals(own.role(Metadata.ROOT)))
                .orElse(true)) {
            quorums.add(Quorum.of(own, Metadata.ROOT, signers(own, Metadata.ROOT, next)));
        }
        return List.copyOf(quorums);
    }

    static Quorum quorum(Root root, Signed<Targets> document) {
        return Quorum.of(root, Metadata.TARGETS, signers(root, Metadata.TARGETS, document));
    }

    static Set<String> signers(Root root, String role, Signed<?> document) {
        return document.signers(root.role(role), root.keys());
    }

    @Override
    public Optional<Quorum> awaited(ModelName model, VersionName version) {
        var files = targets.waiting().stream()
                .filter(file -> file.model().equals(model) && file.version().equals(version))
                .toList();
        return files.isEmpty()
                ? Optional.empty()
                : rows.newest(Metadata.ROOT, Root.class).map(Signed::body).map(root -> awaited(files, root));
    }

    private Quorum awaited(List<SignedModel> files, Root root) {
        return waiting.find(Place.TARGETS, Targets.class)
                .filter(document -> files.stream()
                        .allMatch(file -> document.body().targets().containsKey(ModelTarget.path(file))))
                .map(document -> quorum(root, document))
                .orElseGet(() -> Quorum.of(root, Metadata.TARGETS, Set.of()));
    }

    @Override
    public List<SignedBy> on(ModelName model, VersionName version) {
        return signatures.on(model, version);
    }
}
