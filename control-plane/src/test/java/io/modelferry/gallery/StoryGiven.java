package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.targeting.DeviceVariants;
import io.modelferry.control.targeting.Reason;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.springframework.stereotype.Component;

/** Every device runs version 2, and version 3 is the newest. */
@Component
public class StoryGiven implements DeviceVariants {

    private final StoryVariants variants;

    StoryGiven(StoryVariants variants) {
        this.variants = variants;
    }

    @Override
    public List<Given> of(DeviceId device) {
        return List.of(of(device, METER, version(2)), of(device, METER, version(3)));
    }

    @Override
    public Given of(DeviceId device, ModelName model, VersionName version) {
        var choice = variants.classes(model, version).getLast();
        return new Given(
                model,
                version,
                version.equals(version(2)) ? choice.variant() : null,
                choice.variant(),
                choice.reasons(),
                version.equals(version(2)) ? Reason.ALREADY_CURRENT : null);
    }
}
