package io.modelferry.control.trust;

import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Reads the targets once for each of their versions: they may be some megabytes, and are asked at every tick. */
@Component
class CurrentGoalKeys implements GoalTrust {

    private final MetadataRows rows;
    private volatile Named named = new Named(0, Set.of());

    CurrentGoalKeys(MetadataRows rows) {
        this.rows = rows;
    }

    private record Named(long version, Set<String> ids) {}

    @Override
    public boolean believes(VerificationKey key) {
        var version = rows.version(Metadata.TARGETS);
        if (named.version() != version) {
            named = new Named(version, ids());
        }
        return named.ids().contains(key.id());
    }

    private Set<String> ids() {
        return rows.newest(Metadata.TARGETS, Targets.class)
                .map(Signed::body)
                .map(targets -> GoalKeys.of(targets).keys().stream()
                        .map(VerificationKey::id)
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }
}
