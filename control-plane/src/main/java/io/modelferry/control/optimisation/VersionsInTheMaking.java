package io.modelferry.control.optimisation;

import io.modelferry.control.registry.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** A version stays while its variants are being made. */
@Component
class VersionsInTheMaking implements VersionHolder {

    private final Variants variants;

    VersionsInTheMaking(Variants variants) {
        this.variants = variants;
    }

    @Override
    public List<String> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        return variants.settled(model, version) ? List.of() : List.of("its variants are still being made");
    }
}
