package io.modelferry.control.console;

import io.modelferry.control.registry.alias.AliasApprovals;
import io.modelferry.control.registry.alias.Aliases;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.control.registry.alias.AskedMove;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The aliases of a model with all their moves. The page of a model asks it as {@code @aliasPanel}. */
@Component("aliasPanel")
class AliasPanel {

    private static final int REQUESTS = 50;

    private final Aliases aliases;
    private final AliasApprovals approvals;

    AliasPanel(Aliases aliases, AliasApprovals approvals) {
        this.aliases = aliases;
        this.approvals = approvals;
    }

    /**
     * @param waiting moves that wait for a second person, newest first
     * @param at as typed; empty for now
     * @param problem why {@code at} is no instant; empty if it is
     * @param then what stood at that instant; null for now
     */
    record View(
            List<Alias> aliases,
            List<AskedMove> waiting,
            String at,
            String problem,
            @Nullable List<Move> then) {}

    /** @param moves newest first; the first one is in force */
    record Alias(VersionName name, List<Move> moves) {

        /** Null if the alias was removed. */
        public @Nullable VersionName version() {
            return moves.getFirst().version();
        }
    }

    public View of(String model, @Nullable String at) {
        var name = new ModelName(model);
        var typed = at == null ? "" : at.strip();
        try {
            return new View(
                    all(name), waiting(name), typed, "", typed.isEmpty() ? null : aliases.asOf(name, instant(typed)));
        } catch (DateTimeParseException e) {
            return new View(
                    all(name),
                    waiting(name),
                    typed,
                    "Write the instant in UTC, for example 2026-05-01T08:00:00Z.",
                    null);
        }
    }

    /** Names of the aliases that point at the version now. */
    public List<VersionName> at(ModelName model, VersionName version) {
        return aliases.of(model).stream()
                .filter(move -> version.equals(move.version()))
                .map(Move::alias)
                .toList();
    }

    private List<AskedMove> waiting(ModelName model) {
        return approvals.of(model, REQUESTS).stream()
                .filter(asked -> asked.state() == AskedMove.State.WAITING)
                .toList();
    }

    private List<Alias> all(ModelName model) {
        return aliases.names(model).stream()
                .map(name -> new Alias(name, aliases.history(model, name)))
                .filter(alias -> !alias.moves().isEmpty())
                .sorted((one, other) -> Boolean.compare(Objects.isNull(one.version()), Objects.isNull(other.version())))
                .toList();
    }

    private static Instant instant(String typed) {
        return typed.endsWith("Z")
                ? Instant.parse(typed)
                : LocalDateTime.parse(typed).toInstant(ZoneOffset.UTC);
    }
}
