package io.modelferry.control.trust;

import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Signers;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Puts a new key of this machine in the place of the old one, once committed documents name it. After a power cut between the two, the
 * next start does it: until then both lie here, and either signs as documents ask for it.
 */
@Component
class Promotion {

    private static final Logger log = LoggerFactory.getLogger(Promotion.class);

    private final MetadataRows rows;
    private final KeyFiles keys;
    private final Signers signers;

    Promotion(MetadataRows rows, KeyFiles keys, Signers signers) {
        this.rows = rows;
        this.keys = keys;
        this.signers = signers;
    }

    void settle() {
        rows.newest(Metadata.ROOT, Root.class)
                .map(Signed::body)
                .ifPresent(root -> Metadata.TOP_LEVEL.stream()
                        .filter(role -> isNamed(role, keysOf(root, role)))
                        .forEach(this::promote));
        rows.newest(Metadata.TARGETS, Targets.class)
                .map(targets -> targets.body().delegations())
                .ifPresent(this::settle);
    }

    private void settle(Delegations delegations) {
        if (isNamed(NextTargets.DELTAS, delegations.keys())) {
            promote(NextTargets.DELTAS);
        }
        var next = signers.nextGoalKey();
        if (!next.id().equals(signers.goalKey().id())
                && delegations.keys().containsKey(Key.of(next).id())) {
            signers.promoteNext();
            log.info("trust: a new goal key signs");
        }
    }

    private static Map<String, Key> keysOf(Root root, String role) {
        var named = new HashMap<>(root.keys());
        named.keySet().retainAll(root.role(role).keyids());
        return named;
    }

    private boolean isNamed(String role, Map<String, Key> named) {
        return keys.hasNext(role) && named.containsKey(id(keys.nextOf(role)));
    }

    private static String id(SigningKey key) {
        return Key.of(key.publicHalf()).id();
    }

    private void promote(String role) {
        keys.promote(role);
        log.info("trust: a new key signs for {}", role);
    }
}
