package io.modelferry.control.console;

import io.modelferry.control.security.AuditLog;
import io.modelferry.control.security.AuditLog.Entry;
import java.util.stream.Collectors;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what to which thing, newest first. */
@Controller
class AuditPage {

    private static final int PAGE = 50;

    private final AuditLog audit;

    AuditPage(AuditLog audit) {
        this.audit = audit;
    }

    record Row(Entry entry, String details) {

        static Row of(Entry entry) {
            var details = entry.details().entrySet().stream()
                    .map(detail -> detail.getKey() + ": " + detail.getValue())
                    .collect(Collectors.joining(", "));
            return new Row(entry, details);
        }
    }

    @GetMapping("/audit")
    @PreAuthorize("hasRole('AUDITOR')")
    String list(@RequestParam(defaultValue = "" + Long.MAX_VALUE) long before, Model page) {
        var entries = audit.before(before, PAGE);
        page.addAttribute("rows", entries.stream().map(Row::of).toList());
        page.addAttribute(
                "next", entries.size() < PAGE ? null : entries.getLast().id());
        return "audit";
    }
}
