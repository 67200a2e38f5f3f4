package io.modelferry.control.trust;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Signers;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What must be true of a document that people signed before it may take effect: as a device will judge it, and for this server. */
@Component
class Scrutiny {

    private final TargetRows targets;
    private final KeyFiles keys;
    private final Signers signers;

    Scrutiny(TargetRows targets, KeyFiles keys, Signers signers) {
        this.targets = targets;
        this.keys = keys;
        this.signers = signers;
    }

    // TUF 5.3.4: by the keys of the root before, and by its own; here by one of them at least, who asks the others
    void requireRoot(Optional<Root> current, Signed<Root> next) {
        var own = next.body();
        if (SigningDesk.signers(current.orElse(own), Metadata.ROOT, next).isEmpty()) {
            throw refused("root", "it must be signed by the root keys of the version before, and by its own.");
        }
        if (!own.consistentSnapshot()) {
            throw refused("root", "consistent_snapshot must be true.");
        }
        requireHolders(own);
        for (var role : Metadata.TOP_LEVEL) {
            requireEnoughKeys(role, own.role(role));
        }
        for (var role : List.of(Metadata.SNAPSHOT, Metadata.TIMESTAMP)) {
            var here = own.role(role).keyids().stream()
                    .filter(id -> keys.find(role, id).isPresent())
                    .count();
            if (here < own.role(role).threshold()) {
                throw refused("root", "it names no key of this server for " + role + ". GET /api/v1/trust shows them.");
            }
        }
    }

    private static void requireHolders(Root root) {
        try {
            var unused = KeyHolders.of(root);
        } catch (MalformedMessage malformed) {
            throw refused("root", malformed.getMessage() + ".");
        }
    }

    private static void requireEnoughKeys(String role, RoleKeys named) {
        if (named.keyids().size() < named.threshold()) {
            throw refused(
                    "root",
                    "%s asks for %d signatures and names %d keys: nobody could sign it."
                            .formatted(role, named.threshold(), named.keyids().size()));
        }
    }

    static void requireASignature(Signed<Targets> targets, Root root) {
        if (SigningDesk.signers(root, Metadata.TARGETS, targets).isEmpty()) {
            throw refused("targets", "they must be signed by the targets keys of root " + root.version() + ".");
        }
    }

    /** @return the model files that are signed with it for the first time, or with a higher floor */
    List<SignedModel> judged(Targets next) {
        requireOurKeys(next);
        return added(next);
    }

    /** Else nobody could sign goals or deltas from then on. */
    private void requireOurKeys(Targets next) {
        try {
            var named = GoalKeys.of(next).keys().stream().map(key -> key.id()).toList();
            if (!named.contains(signers.goalKey().id())
                    && !named.contains(signers.nextGoalKey().id())) {
                throw refused("targets", "the delegation goals names no key of this server.");
            }
        } catch (MalformedMessage malformed) {
            throw refused("targets", malformed.getMessage() + ".");
        }
    }

    /** What waited until now. Everything that was signed must still be there: a version is taken back by a recall. */
    private List<SignedModel> added(Targets next) {
        var known = targets.models().stream().collect(Collectors.toMap(ModelTarget::path, Function.identity()));
        next.targets().forEach((path, file) -> {
            if (!isAsAsked(known.get(path), path, file)) {
                throw refused("targets", "'%s' is not what this server asked to be signed.".formatted(path));
            }
        });
        var waiting = new HashSet<>(targets.waiting());
        var added = new ArrayList<SignedModel>();
        known.forEach((path, model) -> {
            if (!next.targets().containsKey(path) && targets.isSigned(model)) {
                throw refused(
                        "targets",
                        "'%s' is signed and missing here. Delete the version instead (ferry model rm)."
                                .formatted(path));
            }
            if (next.targets().containsKey(path) && waiting.contains(model)) {
                added.add(model);
            }
        });
        return added;
    }

    private static boolean isAsAsked(@Nullable SignedModel asked, String path, TargetFile file) {
        try {
            return asked != null && asked.equals(ModelTarget.read(path, file));
        } catch (MalformedMessage malformed) {
            return false;
        }
    }

    static Refusal refused(String field, String why) {
        return Refusal.invalid("metadata-refused", field + ": " + why).about(field);
    }
}
