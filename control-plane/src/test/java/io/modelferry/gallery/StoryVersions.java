package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.NEWCOMER;
import static io.modelferry.gallery.Story.file;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.registry.Versions;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Three versions of a meter reader. */
@Component
public class StoryVersions implements Versions {

    static final long FP32_BYTES = 268_412;

    private final Story story;

    StoryVersions(Story story) {
        this.story = story;
    }

    @Override
    public List<ModelView> models() {
        return story.empty()
                ? List.of()
                : List.of(new ModelView(METER, 3, version(3), story.ago(Duration.ofMinutes(9))));
    }

    @Override
    public List<VersionView> of(ModelName model) {
        if (model.equals(NEWCOMER)) {
            return List.of(view(NEWCOMER, 1));
        }
        return story.empty() || !model.equals(METER)
                ? List.of()
                : List.of(view(METER, 3), view(METER, 2), view(METER, 1));
    }

    @Override
    public Optional<VersionView> find(ModelName model, VersionName version) {
        return of(model).stream().filter(view -> view.version().equals(version)).findFirst();
    }

    @Override
    public Optional<VersionView> before(ModelName model, VersionName version) {
        return find(model, version(Integer.parseInt(version.value()) - 1));
    }

    private VersionView view(ModelName model, int number) {
        return new VersionView(
                model,
                version(number),
                file(number, "fp32"),
                FP32_BYTES,
                17,
                List.of(new TensorSpec("image", "FLOAT", List.of("batch", "1", "16", "16"))),
                List.of(new TensorSpec("logits", "FLOAT", List.of("batch", "10"))),
                Map.of("FLOAT", 262_144L),
                Story.digest("acceptance"),
                null,
                number,
                number == 3 ? version(2) : null,
                number < 2 && model.equals(Story.METER),
                number == 3 ? Story.HOSTILE : "Fine-tuned on meters of the second site",
                "admin",
                story.ago(Duration.ofMinutes(40L - 10 * number)));
    }
}
