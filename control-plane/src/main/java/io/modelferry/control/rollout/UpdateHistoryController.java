package io.modelferry.control.rollout;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.rollout.UpdateHistory.ToldStep;
import io.modelferry.protocol.DeviceId;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A device's updates over HTTP. */
@RestController
@RequestMapping(path = "/api/v1/devices", produces = MediaType.APPLICATION_JSON_VALUE)
class UpdateHistoryController {

    private static final int MAX_STEPS = 500;

    private final UpdateHistory history;

    UpdateHistoryController(UpdateHistory history) {
        this.history = history;
    }

    record Steps(List<ToldStep> items) {}

    /** Newest first; empty for a device that told nothing yet. */
    @GetMapping("/{id}/updates")
    @PreAuthorize("hasRole('VIEWER')")
    Steps updates(@PathVariable String id, @RequestParam(defaultValue = "50") int limit) {
        if (limit < 1 || limit > MAX_STEPS) {
            throw Refusal.invalid("bad-limit", "limit: must lie between 1 and " + MAX_STEPS + ".");
        }
        return new Steps(history.of(new DeviceId(id), limit));
    }
}
