package io.modelferry.control.optimisation;

import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The variants of a version over HTTP. */
@RestController
class VariantController {

    private final Variants variants;

    VariantController(Variants variants) {
        this.variants = variants;
    }

    /**
     * @param settled whether every recipe has ended
     * @param next always null: a version has few variants
     */
    record VariantPage(
            List<VariantView> items,
            boolean settled,
            @Nullable String next) {}

    @GetMapping(
            path = "/api/v1/models/{model}/versions/{version}/variants",
            produces = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasRole('VIEWER')")
    VariantPage variants(@PathVariable String model, @PathVariable String version) {
        var made = variants.of(new ModelName(model), new VersionName(version));
        if (made.isEmpty()) {
            throw Refusal.notFound("version", model + "@" + version);
        }
        return new VariantPage(made, variants.settled(new ModelName(model), new VersionName(version)), null);
    }
}
