package io.modelferry.control.incident;

import io.modelferry.control.rollout.RolloutId;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An incident's capsule over HTTP. Streamed: a fleet's devices are not held in memory. */
@RestController
@RequestMapping("/api/v1/rollouts")
class CapsuleController {

    private final Capsule capsule;

    CapsuleController(Capsule capsule) {
        this.capsule = capsule;
    }

    @GetMapping("/{id}/capsule")
    @PreAuthorize("hasAnyRole('OPERATOR', 'AUDITOR')")
    void download(@PathVariable String id, HttpServletResponse response) throws IOException {
        var rollout = capsule.require(new RolloutId(id));
        response.setContentType("application/zip");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"incident-%s.zip\""
                        .formatted(rollout.id().value()));
        capsule.write(rollout, response.getOutputStream());
    }
}
