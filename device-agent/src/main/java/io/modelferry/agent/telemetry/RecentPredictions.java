package io.modelferry.agent.telemetry;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last predictions by request, until their ground truth comes or they are too old to wait for. */
final class RecentPredictions {

    private static final int AT_MOST = 10_000;

    record Key(ModelName model, String requestId) {}

    record Predicted(ArtifactDigest digest, int label) {}

    private final Map<Key, Predicted> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Predicted> eldest) {
            return size() > AT_MOST;
        }
    };

    synchronized void remember(ModelName model, String requestId, Predicted predicted) {
        recent.put(new Key(model, requestId), predicted);
    }

    /** Once only: a second label for the same request finds nothing. */
    synchronized Optional<Predicted> take(ModelName model, String requestId) {
        return Optional.ofNullable(recent.remove(new Key(model, requestId)));
    }
}
