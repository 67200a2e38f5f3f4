package io.modelferry.control.console;

import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.diff.FileDiffs;
import io.modelferry.control.rollout.RolloutView;
import java.util.List;
import org.springframework.stereotype.Component;

/** Warns of a version that callers must change with. Pages ask it as {@code @dropInNotice}. */
@Component("dropInNotice")
class DropInNotice {

    private final Versions versions;
    private final FileDiffs diffs;

    DropInNotice(Versions versions, FileDiffs diffs) {
        this.versions = versions;
        this.diffs = diffs;
    }

    public List<String> breaking(VersionView before, VersionView version) {
        return diffs.breaking(before, version);
    }

    /** Nothing for a rollout that has ended, and for a model's first. */
    public List<String> breaking(RolloutView rollout) {
        var previous = rollout.previousVersion();
        if (previous == null || !rollout.state().active()) {
            return List.of();
        }
        var before = versions.find(rollout.model(), previous);
        var after = versions.find(rollout.model(), rollout.version());
        return before.isPresent() && after.isPresent() ? diffs.breaking(before.get(), after.get()) : List.of();
    }
}
