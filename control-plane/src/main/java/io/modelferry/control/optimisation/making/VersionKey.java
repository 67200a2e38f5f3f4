package io.modelferry.control.optimisation.making;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;

/** What names a version. */
record VersionKey(ModelName model, VersionName version) {

    VersionKey(String model, String version) {
        this(new ModelName(model), new VersionName(version));
    }
}
