package io.modelferry.control.optimisation.diff;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The difference of two versions over HTTP. */
@RestController
class DiffController {

    private final VersionDiffs diffs;
    private final VersionNames names;

    DiffController(VersionDiffs diffs, VersionNames names) {
        this.diffs = diffs;
        this.names = names;
    }

    /** @param to a version or alias of the same model, or {@code MODEL@VERSION} of another */
    @GetMapping(path = "/api/v1/models/{model}/versions/{version}/diff", produces = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    VersionDiff diff(
            @PathVariable String model, @PathVariable String version, @RequestParam(defaultValue = "") String to) {
        var name = new ModelName(model);
        return diffs.between(new VersionRef(name, new VersionName(version)), other(name, to.strip()));
    }

    private VersionRef other(ModelName model, String to) {
        try {
            return VersionRef.read(to, model, names::resolve);
        } catch (MalformedMessage e) {
            throw Refusal.invalid("bad-version", "to: a version or alias, or MODEL@VERSION for another model's.")
                    .about("to");
        }
    }
}
