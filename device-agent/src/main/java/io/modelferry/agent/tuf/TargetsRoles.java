package io.modelferry.agent.tuf;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.tuf.Delegation;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Targets documents of one update cycle: the kept one if it still holds, else the repository's, which is then kept. */
record TargetsRoles(MetadataStore store, Documents documents, TrustedMetadata trusted, Instant now) {

    Targets topLevel() throws MetadataRefused, UpdateFailure, IOException {
        var root = trusted.root().body();
        return load(Metadata.TARGETS, root.role(Metadata.TARGETS), root.keys());
    }

    /** @param keys of the delegating role */
    Targets delegated(Delegation to, Map<String, Key> keys) throws MetadataRefused, UpdateFailure, IOException {
        if (Names.quoted(to.name()).length() > Names.MAX_FILE_NAME) {
            throw new MetadataRefused("5.6.6", to.name(), Reason.TOO_LONG, "no file can have its name");
        }
        return load(to.name(), to.keys(), keys);
    }

    private Targets load(String role, RoleKeys by, Map<String, Key> keys)
            throws MetadataRefused, UpdateFailure, IOException {
        var listed = trusted.listedTargets(role);
        var kept = kept(role, by, keys);
        if (kept.isPresent()) {
            return kept.get();
        }
        var received = documents.targets(role, listed, trusted.root().body().consistentSnapshot()); // 5.6.1
        var targets = trusted.targets(role, by, keys, received, now);
        store.keep(role, received); // 5.6.6
        return targets.body();
    }

    private Optional<Targets> kept(String role, RoleKeys by, Map<String, Key> keys) throws IOException {
        var bytes = store.read(role);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(trusted.targets(role, by, keys, bytes.get(), now).body());
        } catch (MetadataRefused outdated) {
            return Optional.empty();
        }
    }
}
