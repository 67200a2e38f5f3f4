package io.modelferry.control.trust;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the repository stands.
 *
 * @param targets {@code embedded} or {@code offline}
 * @param waiting model files that wait for a signature
 * @param onlineKeys public halves of the keys that lie on the server, by role: what a root made elsewhere must name; base64 of X.509
 */
record TrustView(String targets, int waiting, List<RoleView> roles, Map<String, String> onlineKeys) {

    /**
     * @param version null before the first document
     * @param keyids who may sign
     * @param keys {@code server} or {@code people}
     */
    record RoleView(
            String role,
            @Nullable Long version,
            @Nullable Instant signed,
            @Nullable Instant expires,
            List<String> keyids,
            int threshold,
            String keys) {}
}
