package io.modelferry.control.rollout;

import io.modelferry.control.rollout.RolloutController.OrderRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The switch that holds the whole fleet, over HTTP. */
@RestController
@RequestMapping(path = "/api/v1/freeze", produces = MediaType.APPLICATION_JSON_VALUE)
class FreezeController {

    private final Rollouts rollouts;

    FreezeController(Rollouts rollouts) {
        this.rollouts = rollouts;
    }

    /** @param freeze null while the fleet may move */
    record FreezeView(Freezes.@Nullable Freeze freeze) {}

    @GetMapping
    @PreAuthorize("hasRole('VIEWER')")
    FreezeView get() {
        return new FreezeView(rollouts.frozen().orElse(null));
    }

    @PutMapping
    @PreAuthorize("hasRole('OPERATOR')")
    FreezeView freeze(@RequestBody OrderRequest request) {
        return new FreezeView(rollouts.freeze(request.order()));
    }

    @DeleteMapping
    @PreAuthorize("hasRole('OPERATOR')")
    FreezeView thaw(@RequestBody OrderRequest request) {
        rollouts.thaw(request.order());
        return get();
    }
}
