package io.modelferry.control.registry.alias;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.control.registry.alias.Aliases.Order;
import io.modelferry.control.registry.alias.Aliases.Outcome;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Aliases over HTTP. */
@RestController
@RequestMapping(path = "/api/v1/models/{model}/aliases", produces = MediaType.APPLICATION_JSON_VALUE)
class AliasController {

    private final Aliases aliases;
    private final VersionNames names;

    AliasController(Aliases aliases, VersionNames names) {
        this.aliases = aliases;
        this.names = names;
    }

    /** @param next always null: a model has few aliases, and they move seldom */
    record Page(List<Move> items, @Nullable String next) {}

    /**
     * @param version or another alias, whose version is taken
     * @param expected the version that the alias must point at now; may be left out
     */
    record MoveRequest(
            @Nullable String version,
            @Nullable String reason,
            @Nullable String expected) {}

    @GetMapping
    @PreAuthorize("hasRole('VIEWER')")
    Page aliases(@PathVariable String model, @RequestParam(required = false) @Nullable Instant at) {
        var name = new ModelName(model);
        return new Page(at == null ? aliases.of(name) : aliases.asOf(name, at), null);
    }

    @GetMapping("/{alias}/history")
    @PreAuthorize("hasRole('VIEWER')")
    Page history(@PathVariable String model, @PathVariable String alias) {
        var moves = aliases.history(new ModelName(model), new VersionName(alias));
        if (moves.isEmpty()) {
            throw Refusal.notFound("alias", model + "@" + alias);
        }
        return new Page(moves, null);
    }

    /** 200 with the move, or 202 with what waits for a second person. */
    @PutMapping("/{alias}")
    @PreAuthorize("hasRole('OPERATOR')")
    ResponseEntity<Outcome> move(
            @PathVariable String model,
            @PathVariable String alias,
            @RequestBody MoveRequest request,
            Principal operator) {
        if (request.version() == null || request.version().isBlank()) {
            throw Refusal.invalid("missing-field", "version: required.").about("version");
        }
        var name = new ModelName(model);
        var to = names.resolve(name, new VersionName(request.version()));
        return answer(
                aliases.move(name, new VersionName(alias), to, order(request.reason(), request.expected(), operator)));
    }

    @DeleteMapping("/{alias}")
    @PreAuthorize("hasRole('OPERATOR')")
    ResponseEntity<Outcome> remove(
            @PathVariable String model,
            @PathVariable String alias,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(required = false) @Nullable String expected,
            Principal operator) {
        return answer(aliases.remove(new ModelName(model), new VersionName(alias), order(reason, expected, operator)));
    }

    private static ResponseEntity<Outcome> answer(Outcome outcome) {
        return switch (outcome) {
            case Move move -> ResponseEntity.ok(move);
            case AskedMove asked -> ResponseEntity.accepted().body(asked);
        };
    }

    private static Order order(@Nullable String reason, @Nullable String expected, Principal operator) {
        return new Order(
                reason == null ? "" : reason,
                operator.getName(),
                expected == null || expected.isBlank() ? null : new VersionName(expected));
    }
}
