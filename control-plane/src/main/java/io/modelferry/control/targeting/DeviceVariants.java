package io.modelferry.control.targeting;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which variant one device gets of each model, and why no other. */
public interface DeviceVariants {

    /**
     * Of each model that the device runs, the version that it runs and the newest, where that is another.
     *
     * @throws io.modelferry.control.platform.Refusal 404 for an unknown device
     */
    List<Given> of(DeviceId device);

    /** @throws io.modelferry.control.platform.Refusal 404 for an unknown device, or a version that does not exist */
    Given of(DeviceId device, ModelName model, VersionName version);

    /**
     * @param runs the variant of this version that the device attests; null if it attests none
     * @param gets the variant that its class is given; null if none fits
     * @param reasons one line for each variant: taken or rejected, and why
     * @param stays why no rollout of this version would move the device; null if one would
     */
    record Given(
            ModelName model,
            VersionName version,
            @Nullable String runs,
            @Nullable String gets,
            List<String> reasons,
            @Nullable Reason stays) {

        public Given {
            reasons = List.copyOf(reasons);
        }
    }
}
