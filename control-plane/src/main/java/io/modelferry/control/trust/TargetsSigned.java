package io.modelferry.control.trust;

import io.modelferry.protocol.trust.SignedModel;
import java.util.List;

/**
 * Model files that waited for a signature have it: devices can believe them from now on.
 *
 * @param version of the targets that name them first
 */
public record TargetsSigned(long version, List<SignedModel> models) {

    public TargetsSigned {
        models = List.copyOf(models);
    }
}
