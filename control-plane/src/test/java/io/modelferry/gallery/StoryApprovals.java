package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.alias.AliasApprovals;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.control.registry.alias.AskedMove;
import io.modelferry.control.security.OtherEyes;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** olga asked to move {@code production} to 3, for a hostile reason. */
@Component
class StoryApprovals implements AliasApprovals {

    private static final VersionName PRODUCTION = new VersionName("production");

    private final Story story;

    StoryApprovals(Story story) {
        this.story = story;
    }

    @Override
    public List<AskedMove> of(ModelName model, int limit) {
        return model.equals(METER) && !story.empty() ? List.of(waiting()) : List.of();
    }

    @Override
    public Move approve(ModelName model, VersionName alias, Word word) {
        var asked = waiting();
        OtherEyes.require(asked.requestedBy(), "asked for this move", word.actor());
        throw Refusal.conflict("alias-elsewhere", "production points elsewhere: look again, then move it.");
    }

    @Override
    public AskedMove deny(ModelName model, VersionName alias, Word word) {
        return waiting();
    }

    private AskedMove waiting() {
        return new AskedMove(
                7,
                METER,
                PRODUCTION,
                version(3),
                version(2),
                Story.HOSTILE,
                "olga",
                story.ago(Duration.ofMinutes(20)),
                story.ago(Duration.ofDays(-2)),
                AskedMove.State.WAITING,
                null,
                null,
                null);
    }
}
