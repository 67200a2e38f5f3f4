package io.modelferry.control.console;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.Studies;
import io.modelferry.control.optimisation.Studies.ProfileView;
import io.modelferry.optimizer.profile.Profile;
import io.modelferry.optimizer.profile.Profile.NodeCost;
import io.modelferry.optimizer.profile.Treemap;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where a published file spends time and bytes. The page of a version asks it as {@code @profilePanel}. */
@Component("profilePanel")
class ProfilePanel {

    private static final int ROWS = 20;

    private final Studies studies;
    private final OptimisationRuns runs;

    ProfilePanel(Studies studies, OptimisationRuns runs) {
        this.studies = studies;
        this.runs = runs;
    }

    /**
     * @param drawn null if there is no profile yet
     * @param asked the newest run for one; null if nobody asked
     */
    record View(@Nullable Drawn drawn, @Nullable RunView asked) {

        public boolean underWay() {
            return asked != null && !asked.hasEnded();
        }
    }

    /** @param rows the dearest nodes */
    record Drawn(Treemap time, Treemap weights, List<Row> rows, Profile profile, Instant madeAt) {}

    /** @param share of the time, 0…1 */
    record Row(NodeCost node, double share, String waitsFor) {}

    public View of(ModelName model, VersionName version) {
        return new View(
                studies.profile(model, version).map(ProfilePanel::drawn).orElse(null),
                newest(model, version).orElse(null));
    }

    private Optional<RunView> newest(ModelName model, VersionName version) {
        return runs.of(model, version).stream()
                .filter(run -> run.variant().equals(Studies.PROFILE))
                .reduce((older, newer) -> newer);
    }

    private static Drawn drawn(ProfileView view) {
        var profile = view.profile();
        var total = Math.max(profile.totalMicros(), Double.MIN_NORMAL);
        var ridge = profile.ridge();
        var rows = profile.nodes().stream()
                .limit(ROWS)
                .map(node -> new Row(node, node.micros() / total, node.waitsFor(ridge)))
                .toList();
        return new Drawn(
                Treemap.timeByOperator(profile), Treemap.weightsByLayer(profile), rows, profile, view.madeAt());
    }
}
