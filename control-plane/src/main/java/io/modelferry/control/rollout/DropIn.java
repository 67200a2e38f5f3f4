package io.modelferry.control.rollout;

import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.diff.FileDiffs;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a version can take another's place without those who call the model changing with it. */
@Component
class DropIn {

    private final Versions versions;
    private final FileDiffs diffs;

    DropIn(Versions versions, FileDiffs diffs) {
        this.versions = versions;
        this.diffs = diffs;
    }

    /**
     * @param previous what devices run now; null for the model's first rollout
     * @return in what it cannot, a line each
     */
    List<String> obstacles(ModelName model, @Nullable VersionName previous, VersionName wanted) {
        if (previous == null) {
            return List.of();
        }
        var before = versions.find(model, previous);
        var after = versions.find(model, wanted);
        return before.isPresent() && after.isPresent() ? diffs.breaking(before.get(), after.get()) : List.of();
    }
}
