package io.modelferry.control.trust;

import io.modelferry.control.trust.RetainedGoals.Progress;
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
 * @param signing documents that not enough have signed yet
 * @param goals how many lie ready for devices, and how many of them are to be signed anew by a new goal key; null where none are kept
 */
record TrustView(
        String targets,
        int waiting,
        List<RoleView> roles,
        Map<String, String> onlineKeys,
        List<Signing> signing,
        @Nullable Progress goals) {

    /**
     * @param version null before the first document
     * @param keyids who may sign
     * @param holders names of those who hold them, by key id; without keys of the server
     * @param keys {@code server} or {@code people}
     */
    record RoleView(
            String role,
            @Nullable Long version,
            @Nullable Instant signed,
            @Nullable Instant expires,
            List<String> keyids,
            Map<String, String> holders,
            int threshold,
            String keys) {}
}
