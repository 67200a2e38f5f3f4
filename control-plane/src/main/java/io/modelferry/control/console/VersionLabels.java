package io.modelferry.control.console;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Says which version and variant a digest is. What a digest is never changes, so each is asked for once. */
@Component
class VersionLabels {

    /** Of a file whose model is not known before it is looked up. */
    static final ModelName UNKNOWN = new ModelName("unknown");

    private final Variants variants;
    private final Map<ArtifactDigest, Label> known = new ConcurrentHashMap<>();

    VersionLabels(Variants variants) {
        this.variants = variants;
    }

    /** @param version empty for a digest that this control plane never published: the device has drifted */
    record Label(ModelName model, String version, String variant, ArtifactDigest digest) {

        public boolean drifted() {
            return version.isEmpty();
        }
    }

    Label of(ModelName model, ArtifactDigest digest) {
        return find(digest).orElseGet(() -> new Label(model, "", "", digest));
    }

    private Optional<Label> find(ArtifactDigest digest) {
        var label = known.get(digest);
        if (label != null) {
            return Optional.of(label);
        }
        var found = variants.byDigest(digest)
                .map(variant -> new Label(variant.model(), variant.version().value(), variant.variant(), digest));
        found.ifPresent(fresh -> known.put(digest, fresh));
        return found;
    }
}
