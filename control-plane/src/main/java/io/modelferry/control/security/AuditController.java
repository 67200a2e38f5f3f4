package io.modelferry.control.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit trail over HTTP, oldest first. */
@RestController
@RequestMapping("/api/v1/audit")
class AuditController {

    private static final int MAX_PAGE = 500;

    private final AuditRows rows;

    AuditController(AuditRows rows) {
        this.rows = rows;
    }

    @GetMapping
    @PreAuthorize("hasRole('AUDITOR')")
    AuditPage page(@RequestParam(defaultValue = "0") long after, @RequestParam(defaultValue = "100") int limit) {
        var size = Math.clamp(limit, 1, MAX_PAGE);
        var items = rows.after(after, size);
        var next = items.size() < size ? null : Long.toString(items.getLast().id());
        return new AuditPage(items, next);
    }

    record AuditPage(List<AuditLog.Entry> items, @Nullable String next) {}
}
