package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.registry.lineage.Lineages;
import io.modelferry.control.registry.lineage.Lineages.Relative;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Where a version came from and what came of it, over HTTP. */
@RestController
class LineageController {

    private final Versions versions;
    private final Lineages lineages;

    LineageController(Versions versions, Lineages lineages) {
        this.versions = versions;
        this.lineages = lineages;
    }

    /** @param said as published; its fields are null where nothing was said */
    record View(VersionRef version, Lineage said, List<Relative> ancestors, List<Relative> descendants) {}

    @GetMapping(path = "/api/v1/models/{model}/versions/{version}/lineage", produces = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    View lineage(@PathVariable String model, @PathVariable String version) {
        var ref = new VersionRef(new ModelName(model), new VersionName(version));
        if (versions.find(ref.model(), ref.version()).isEmpty()) {
            throw Refusal.notFound("version", ref);
        }
        return new View(ref, lineages.of(ref), lineages.ancestors(ref), lineages.descendants(ref));
    }
}
