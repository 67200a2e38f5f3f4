package io.modelferry.control.dashboards;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.protocol.ArtifactDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Which version a file is of. What a digest is never changes, so each is asked for once. */
@Component
class FileNames {

    /** A file that this control plane never published: the device has drifted. */
    static final String UNKNOWN = "unknown";

    private final Variants variants;
    private final Map<ArtifactDigest, String> known = new ConcurrentHashMap<>();

    FileNames(Variants variants) {
        this.variants = variants;
    }

    String version(ArtifactDigest file) {
        var name = known.get(file);
        if (name != null) {
            return name;
        }
        var found = variants.byDigest(file).map(variant -> variant.version().value());
        found.ifPresent(version -> known.put(file, version));
        return found.orElse(UNKNOWN);
    }
}
