package io.modelferry.control.console;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.alias.AliasApprovals;
import io.modelferry.control.registry.alias.AliasApprovals.Word;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The second person's yes and no to a move of an alias, from the page of its model. */
@Controller
class AliasPages {

    private final AliasApprovals approvals;

    AliasPages(AliasApprovals approvals) {
        this.approvals = approvals;
    }

    @PostMapping("/models/{model}/aliases/{alias}/approve")
    @PreAuthorize("hasRole('APPROVER')")
    String approve(
            @PathVariable String model,
            @PathVariable String alias,
            @RequestParam String reason,
            @RequestParam(required = false) @Nullable Long request,
            Principal viewer,
            RedirectAttributes next) {
        var name = new ModelName(model);
        return said(
                name,
                () -> approvals.approve(name, new VersionName(alias), new Word(reason, viewer.getName(), request)),
                next);
    }

    @PostMapping("/models/{model}/aliases/{alias}/deny")
    @PreAuthorize("hasAnyRole('APPROVER', 'OPERATOR')")
    String deny(
            @PathVariable String model,
            @PathVariable String alias,
            @RequestParam String reason,
            @RequestParam(required = false) @Nullable Long request,
            Principal viewer,
            RedirectAttributes next) {
        var name = new ModelName(model);
        return said(
                name,
                () -> approvals.deny(name, new VersionName(alias), new Word(reason, viewer.getName(), request)),
                next);
    }

    private static String said(ModelName model, Runnable word, RedirectAttributes next) {
        try {
            word.run();
        } catch (Refusal refusal) {
            next.addFlashAttribute("problem", refusal.detail());
        }
        return "redirect:/models/" + model;
    }
}
