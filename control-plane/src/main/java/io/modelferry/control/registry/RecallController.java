package io.modelferry.control.registry;

import io.modelferry.control.registry.Recalls.RecallOrder;
import io.modelferry.control.registry.Recalls.RecallView;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Recalls over HTTP. */
@RestController
@RequestMapping(path = "/api/v1/models/{model}", produces = MediaType.APPLICATION_JSON_VALUE)
class RecallController {

    private final Recalls recalls;

    RecallController(Recalls recalls) {
        this.recalls = recalls;
    }

    /** @param reason required */
    record Because(@Nullable String reason) {

        RecallOrder by(Principal operator) {
            return new RecallOrder(reason == null ? "" : reason, operator.getName());
        }
    }

    /** @param next always null: a model has few recalls */
    record Page(List<RecallView> items, @Nullable String next) {}

    @PostMapping("/versions/{version}/recall")
    @PreAuthorize("hasRole('OPERATOR')")
    RecallView recall(
            @PathVariable String model,
            @PathVariable String version,
            @RequestBody Because because,
            Principal operator) {
        return recalls.recall(new ModelName(model), new VersionName(version), because.by(operator));
    }

    @PostMapping("/versions/{version}/unrecall")
    @PreAuthorize("hasRole('OPERATOR')")
    RecallView lift(
            @PathVariable String model,
            @PathVariable String version,
            @RequestBody Because because,
            Principal operator) {
        return recalls.lift(new ModelName(model), new VersionName(version), because.by(operator));
    }

    @GetMapping("/recalls")
    @PreAuthorize("hasRole('VIEWER')")
    Page recalls(@PathVariable String model) {
        return new Page(recalls.of(new ModelName(model)), null);
    }
}
