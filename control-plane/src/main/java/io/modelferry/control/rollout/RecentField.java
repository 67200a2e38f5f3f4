package io.modelferry.control.rollout;

import io.modelferry.control.rollout.plan.FieldRates;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The port through which plans ask what devices told in the last day. Another room keeps it. */
public interface RecentField {

    /**
     * @param current whose accuracy is meant; null for a model's first rollout
     * @return empty if no device told anything of the model
     */
    Optional<FieldRates> lately(ModelName model, @Nullable VersionName current);
}
