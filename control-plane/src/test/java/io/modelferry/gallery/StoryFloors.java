package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.registry.floor.Floors;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The floor of the meter reader is 2, which people have not signed yet, with a hostile reason. */
@Component
class StoryFloors implements Floors {

    private final Story story;

    StoryFloors(Story story) {
        this.story = story;
    }

    @Override
    public Optional<Raise> of(ModelName model) {
        return model.equals(METER)
                ? Optional.of(new Raise(version(2), 2, Story.HOSTILE, "admin", story.ago(Duration.ofHours(1)), null))
                : Optional.empty();
    }

    @Override
    public FloorView view(ModelName model) {
        return of(model)
                .map(raise -> new FloorView(model, raise.version(), raise.counter(), false, List.of(raise)))
                .orElse(new FloorView(model, null, 0, true, List.of()));
    }

    @Override
    public Set<VersionName> below(ModelName model) {
        return model.equals(METER) ? Set.of(version(1)) : Set.of();
    }

    @Override
    public void requireNotBelow(ModelName model, VersionName version) {
        throw new UnsupportedOperationException("pages ask, they do not require");
    }

    @Override
    public void requireCanBring(ModelName model, VersionName version, @Nullable VersionName floor) {
        throw new UnsupportedOperationException("no page publishes");
    }

    @Override
    public long bring(ModelName model, VersionName version) {
        throw new UnsupportedOperationException("no page offers a file");
    }

    @Override
    public FloorView raise(ModelName model, VersionName version, FloorOrder order) {
        throw new UnsupportedOperationException("no page raises a floor");
    }
}
