package io.modelferry.control.security;

import io.modelferry.control.security.ApiTokens.Issued;
import io.modelferry.control.security.ApiTokens.TokenView;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tokens for programs: made, listed without their secrets, revoked. */
@RestController
@RequestMapping("/api/v1/api-tokens")
class ApiTokenController {

    private final ApiTokens tokens;

    ApiTokenController(ApiTokens tokens) {
        this.tokens = tokens;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasRole('ADMIN')")
    Issued issue(@Valid @RequestBody NewToken wanted, Authentication caller) {
        return tokens.issue(wanted.name(), wanted.roles(), wanted.ttl(), caller.getName());
    }

    @GetMapping
    @PreAuthorize("hasRole('ADMIN')")
    TokenPage list() {
        return new TokenPage(tokens.all(), null);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasRole('ADMIN')")
    void revoke(@PathVariable String id) {
        tokens.revoke(id);
    }

    /** @param ttl how long it is valid, ten years at most */
    record NewToken(
            @NotBlank @Size(max = 100) String name,
            @NotEmpty Set<Role> roles,

            @NotNull @DurationMin(seconds = 1) @DurationMax(days = LONGEST_DAYS)
            Duration ttl) {

        private static final int LONGEST_DAYS = 3660;
    }

    record TokenPage(List<TokenView> items, @Nullable String next) {}
}
