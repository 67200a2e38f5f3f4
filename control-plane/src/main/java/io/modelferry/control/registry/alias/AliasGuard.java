package io.modelferry.control.registry.alias;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.protocol.VersionName;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which moves of aliases wait for a second person.
 * <p>The way back does not: whoever sees {@code production} do harm at night takes it alone to the version before, which was in force and
 * to which, where it was asked for, two persons had agreed. It leads one step back and once: from there every move waits again, the one
 * to the version that was left too.
 */
@Component
class AliasGuard {

    private final Set<VersionName> guarded;

    AliasGuard(ModelferryConfiguration configuration) {
        var approval = configuration.registry().aliasApproval();
        this.guarded = approval.required()
                ? approval.aliases().stream().map(VersionName::new).collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    enum Verdict {
        FREE,
        WAY_BACK,
        SECOND_PERSON
    }

    /** @param to null for a removal, which never is a way back */
    Verdict judge(VersionName alias, @Nullable VersionName to, Optional<Move> last) {
        if (!guarded.contains(alias)) {
            return Verdict.FREE;
        }
        return last.filter(move -> isWayBack(move, to)).isPresent() ? Verdict.WAY_BACK : Verdict.SECOND_PERSON;
    }

    private static boolean isWayBack(Move last, @Nullable VersionName to) {
        return to != null && last.version() != null && to.equals(last.previous()) && !last.wayBack();
    }
}
