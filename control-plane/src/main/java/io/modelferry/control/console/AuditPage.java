package io.modelferry.control.console;

import io.modelferry.control.security.AuditLog;
import io.modelferry.control.security.AuditLog.Entry;
import io.modelferry.control.security.AuditLog.Sought;
import io.modelferry.control.security.AuditSeal;
import java.util.stream.Collectors;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what to which thing, newest first, and how far that is tied together and signed. */
@Controller
class AuditPage {

    private static final int PAGE = 50;

    private final AuditLog audit;
    private final AuditSeal seal;

    AuditPage(AuditLog audit, AuditSeal seal) {
        this.audit = audit;
        this.seal = seal;
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
    String list(
            @RequestParam(defaultValue = "" + Long.MAX_VALUE) long before,
            @RequestParam(defaultValue = "") String actor,
            @RequestParam(defaultValue = "") String action,
            @RequestParam(defaultValue = "") String object,
            Model page) {
        var sought = new Sought(actor.strip(), action.strip(), object.strip());
        var entries = audit.before(before, sought, PAGE);
        page.addAttribute("sought", sought);
        page.addAttribute("all", sought.equals(Sought.ANY));
        page.addAttribute("standing", seal.standing());
        page.addAttribute("rows", entries.stream().map(Row::of).toList());
        page.addAttribute(
                "next", entries.size() < PAGE ? null : entries.getLast().id());
        return "audit";
    }

    /** Walks the whole chain: for whoever asks, not for each who looks. */
    @GetMapping("/audit/walk")
    @PreAuthorize("hasRole('AUDITOR')")
    String walk(Model page) {
        page.addAttribute("standing", seal.standing());
        page.addAttribute("verdict", seal.walk());
        return "audit-chain :: chain";
    }
}
