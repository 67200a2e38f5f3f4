package io.modelferry.control.trust;

import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.key.VerificationKey;
import io.modelferry.protocol.tuf.JsonObject;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Metadata.Head;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;

/** Whoever holds the keys of root and targets, away from the rooms. */
public final class SignedOffline {

    private final CatalogRooms rooms;
    private final SigningKey root = SigningKey.generate();
    private final SigningKey targets = SigningKey.generate();

    public SignedOffline(CatalogRooms rooms) {
        this.rooms = rooms;
    }

    /** Makes the first root, with the rooms' online keys in it, and hands it over. */
    public void begin() {
        var online = rooms.get(TrustViews.class).view().onlineKeys();
        var keys = new HashMap<String, Key>();
        var roles = new HashMap<String, RoleKeys>();
        for (var role : Metadata.TOP_LEVEL) {
            var key = Key.of(
                    switch (role) {
                        case Metadata.ROOT -> root.publicHalf();
                        case Metadata.TARGETS -> targets.publicHalf();
                        default -> VerificationKey.parse(online.get(role));
                    });
            keys.put(key.id(), key);
            roles.put(role, new RoleKeys(List.of(key), 1));
        }
        var expires = Instant.now().plus(Duration.ofDays(365)).truncatedTo(ChronoUnit.SECONDS);
        var first = Signed.of(new Root(new Head(1, expires), true, keys, roles, JsonObject.EMPTY), List.of(root));
        rooms.get(SignedDocuments.class).takeRoot(first.bytes(), null);
    }

    /** Signs whatever waits. */
    public void sign() {
        var pending = rooms.get(TrustDesk.class).pending().document();
        rooms.get(SignedDocuments.class)
                .takeTargets(Signed.read(pending, Targets.class)
                        .signedAlsoBy(targets)
                        .bytes());
    }
}
