package io.modelferry.control.registry;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;

/** What a request means by a version's name: the version itself, or where an alias points at this moment. */
public interface VersionNames {

    /**
     * The name as it is if it is no alias: whether there is such a version is for whoever asks for it.
     *
     * @throws io.modelferry.control.platform.Refusal 410 {@code version-deleted} with who, when and why
     */
    VersionName resolve(ModelName model, VersionName name);
}
