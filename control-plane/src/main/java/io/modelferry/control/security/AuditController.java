package io.modelferry.control.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** The audit trail over HTTP, oldest first. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditController {

    private static final int MAX_PAGE = 500;

    private final AuditRows rows;
    private final AuditProof proof;

    AuditController(AuditRows rows, AuditProof proof) {
        this.rows = rows;
        this.proof = proof;
    }

    @GetMapping
    @PreAuthorize("hasRole('AUDITOR')")
    AuditPage page(@RequestParam(defaultValue = "0") long after, @RequestParam(defaultValue = "100") int limit) {
        var size = Math.clamp(limit, 1, MAX_PAGE);
        var items = rows.after(after, size);
        var next = items.size() < size ? null : Long.toString(items.getLast().id());
        return new AuditPage(items, next);
    }

    /** Walks the whole chain. 200 whatever it finds; {@code faults} says what. */
    @GetMapping("/verification")
    @PreAuthorize("hasRole('AUDITOR')")
    AuditProof.Found verification() {
        return proof.verify();
    }

    /** {@link io.modelferry.protocol.audit.AuditLine}s of JSON: to be kept elsewhere, and verified without this server. */
    @GetMapping(path = "/export", produces = "application/jsonl")
    @PreAuthorize("hasRole('AUDITOR')")
    ResponseEntity<StreamingResponseBody> export() {
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\"")
                .body(proof::export);
    }

    record AuditPage(List<AuditLog.Entry> items, @Nullable String next) {}
}
