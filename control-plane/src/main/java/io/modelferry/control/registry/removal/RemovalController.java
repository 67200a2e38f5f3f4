package io.modelferry.control.registry.removal;

import io.modelferry.control.registry.tombstone.Tombstones;
import io.modelferry.control.registry.tombstone.Tombstones.Tombstone;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Deletion and collection over HTTP. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class RemovalController {

    private final Deletion deletion;
    private final GarbageCollection garbage;
    private final Tombstones tombstones;

    RemovalController(Deletion deletion, GarbageCollection garbage, Tombstones tombstones) {
        this.deletion = deletion;
        this.garbage = garbage;
        this.tombstones = tombstones;
    }

    /** @param next always null: few versions of a model are deleted */
    record Page(List<Tombstone> items, @Nullable String next) {}

    @DeleteMapping("/models/{model}/versions/{version}")
    @PreAuthorize("hasRole('ADMIN')")
    Tombstone delete(
            @PathVariable String model,
            @PathVariable String version,
            @RequestParam(defaultValue = "") String reason,
            Principal operator) {
        return deletion.delete(new ModelName(model), new VersionName(version), reason, operator.getName());
    }

    @GetMapping("/models/{model}/tombstones")
    @PreAuthorize("hasRole('VIEWER')")
    Page tombstones(@PathVariable String model) {
        return new Page(tombstones.of(new ModelName(model)), null);
    }

    /** @param dryRun true unless it is said to be false */
    @PostMapping("/artifacts/collect")
    @PreAuthorize("hasRole('ADMIN')")
    Collected collect(@RequestParam(defaultValue = "true") boolean dryRun) throws IOException {
        return dryRun ? garbage.dryRun() : garbage.collect();
    }
}
