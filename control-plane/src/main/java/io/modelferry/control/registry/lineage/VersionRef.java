package io.modelferry.control.registry.lineage;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;

/** One version of one model. */
public record VersionRef(ModelName model, VersionName version) {

    /** {@code model@version}. */
    @Override
    public String toString() {
        return model + "@" + version;
    }
}
