package io.modelferry.control.registry.alias;

import io.modelferry.control.registry.alias.AliasApprovals.Word;
import io.modelferry.control.registry.alias.Aliases.Move;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Moves of aliases that wait for a second person, over HTTP: the words are those of rollouts. */
@RestController
@RequestMapping(path = "/api/v1/models/{model}", produces = MediaType.APPLICATION_JSON_VALUE)
class AliasApprovalController {

    private static final int MAX_PAGE = 200;

    private final AliasApprovals approvals;

    AliasApprovalController(AliasApprovals approvals) {
        this.approvals = approvals;
    }

    /** @param next always null: older ones stand in the audit trail */
    record Page(List<AskedMove> items, @Nullable String next) {}

    /** @param request as the operator saw it; may be left out */
    record WordRequest(@Nullable String reason, @Nullable Long request) {

        Word word(Principal operator) {
            return new Word(reason == null ? "" : reason, operator.getName(), request);
        }
    }

    @GetMapping("/alias-requests")
    @PreAuthorize("hasRole('VIEWER')")
    Page requests(@PathVariable String model, @RequestParam(defaultValue = "50") int limit) {
        return new Page(approvals.of(new ModelName(model), Math.clamp(limit, 1, MAX_PAGE)), null);
    }

    @PostMapping("/aliases/{alias}/approve")
    @PreAuthorize("hasRole('APPROVER')")
    Move approve(
            @PathVariable String model,
            @PathVariable String alias,
            @RequestBody WordRequest request,
            Principal operator) {
        return approvals.approve(new ModelName(model), new VersionName(alias), request.word(operator));
    }

    /** Also for those who may ask for moves: what was asked for by mistake is taken back. */
    @PostMapping("/aliases/{alias}/deny")
    @PreAuthorize("hasAnyRole('APPROVER', 'OPERATOR')")
    AskedMove deny(
            @PathVariable String model,
            @PathVariable String alias,
            @RequestBody WordRequest request,
            Principal operator) {
        return approvals.deny(new ModelName(model), new VersionName(alias), request.word(operator));
    }
}
