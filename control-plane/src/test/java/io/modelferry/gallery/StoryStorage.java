package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;

import io.modelferry.control.registry.Storage;
import java.util.List;
import org.springframework.stereotype.Component;

/** A store that is nearly empty. */
@Component
class StoryStorage implements Storage {

    @Override
    public Usage usage() {
        var meter = 4 * StoryVersions.FP32_BYTES;
        return new Usage(meter, 100_000_000_000L, List.of(new ModelUsage(METER, meter, 50_000_000_000L)));
    }
}
