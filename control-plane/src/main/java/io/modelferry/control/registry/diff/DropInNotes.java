package io.modelferry.control.registry.diff;

import io.modelferry.control.registry.PublicationNotes;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import java.util.List;
import org.springframework.stereotype.Component;

/** Says in what a new version is no drop-in replacement for the one that was published before it. */
@Component
class DropInNotes implements PublicationNotes {

    private final Versions versions;
    private final FileDiffs diffs;

    DropInNotes(Versions versions, FileDiffs diffs) {
        this.versions = versions;
        this.diffs = diffs;
    }

    @Override
    public List<String> about(VersionView published) {
        return versions.before(published.model(), published.version()).stream()
                .flatMap(before -> diffs.breaking(before, published).stream()
                        .map(line -> "no drop-in replacement for version %s: %s".formatted(before.version(), line)))
                .toList();
    }
}
