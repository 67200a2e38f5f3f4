package io.modelferry.control.security;

import io.modelferry.control.security.OperatorDesk.Added;
import io.modelferry.control.security.OperatorDesk.OperatorView;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Set;
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

/** People who sign in with a name and a password: added, listed, removed. */
@RestController
@RequestMapping("/api/v1/operators")
@PreAuthorize("hasRole('ADMIN')")
class OperatorController {

    private final OperatorDesk desk;

    OperatorController(OperatorDesk desk) {
        this.desk = desk;
    }

    record NewOperator(
            @NotNull @Pattern(regexp = "[a-z0-9][a-z0-9._@-]{0,62}")
            String name,

            @NotEmpty Set<Role> roles) {}

    record OperatorPage(List<OperatorView> items, @Nullable String next) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Added add(@Valid @RequestBody NewOperator wanted) {
        return desk.add(wanted.name(), wanted.roles());
    }

    @GetMapping
    OperatorPage all() {
        return new OperatorPage(desk.all(), null);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String name, Authentication caller) {
        desk.remove(name, caller.getName());
    }
}
