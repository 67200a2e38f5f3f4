package io.modelferry.control.optimisation;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;

/** One variant of one version to be made. */
record Run(long id, ModelName model, VersionName version, String variant) {

    boolean isAsPublished() {
        return variant.equals(Variants.AS_PUBLISHED);
    }

    @Override
    public String toString() {
        return model + "@" + version + " " + variant;
    }
}
