package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.registry.Recalls;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Version 1 was recalled, with a hostile reason. */
@Component
class StoryRecalls implements Recalls {

    private final Story story;

    StoryRecalls(Story story) {
        this.story = story;
    }

    @Override
    public Optional<RecallView> inForce(ModelName model, VersionName version) {
        return of(model).stream()
                .filter(recall -> recall.version().equals(version))
                .findFirst();
    }

    @Override
    public List<RecallView> of(ModelName model) {
        return model.equals(METER)
                ? List.of(new RecallView(
                        METER, version(1), Story.HOSTILE, "admin", story.ago(Duration.ofHours(1)), null, null, null))
                : List.of();
    }

    @Override
    public void requireNotRecalled(ModelName model, VersionName version) {
        throw new UnsupportedOperationException("pages ask, they do not require");
    }

    @Override
    public RecallView recall(ModelName model, VersionName version, RecallOrder order) {
        throw new UnsupportedOperationException("no page recalls");
    }

    @Override
    public RecallView lift(ModelName model, VersionName version, RecallOrder order) {
        throw new UnsupportedOperationException("no page lifts");
    }
}
