package io.modelferry.control.registry;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.floor.Floors;
import io.modelferry.control.registry.floor.Floors.FloorOrder;
import io.modelferry.control.registry.floor.Floors.FloorView;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Floors over HTTP. Raising one cannot be taken back, so it is ADMIN's, as deleting a version is. */
@RestController
@RequestMapping(path = "/api/v1/models/{model}/floor", produces = MediaType.APPLICATION_JSON_VALUE)
class FloorController {

    private final Floors floors;
    private final Versions versions;
    private final VersionNames names;

    FloorController(Floors floors, Versions versions, VersionNames names) {
        this.floors = floors;
        this.versions = versions;
        this.names = names;
    }

    /**
     * @param version a version or an alias; required
     * @param reason required
     */
    record Wanted(@Nullable String version, @Nullable String reason) {}

    @GetMapping
    @PreAuthorize("hasRole('VIEWER')")
    FloorView floor(@PathVariable String model) {
        var name = new ModelName(model);
        if (versions.of(name).isEmpty()) {
            throw Refusal.notFound("model", model);
        }
        return floors.view(name);
    }

    @PostMapping
    @PreAuthorize("hasRole('ADMIN')")
    FloorView raise(@PathVariable String model, @RequestBody Wanted wanted, Principal operator) {
        var name = new ModelName(model);
        var version = wanted.version();
        if (version == null || version.isBlank()) {
            throw Refusal.invalid("missing-field", "version: required.").about("version");
        }
        var reason = wanted.reason();
        return floors.raise(
                name,
                names.resolve(name, new VersionName(version)),
                new FloorOrder(reason == null ? "" : reason, operator.getName()));
    }
}
