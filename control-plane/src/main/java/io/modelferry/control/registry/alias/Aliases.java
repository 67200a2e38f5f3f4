package io.modelferry.control.registry.alias;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The moving names of a model's versions. An alias and a version share one name space within their model, so that
 * {@code meter-reader@production} can only mean one thing.
 */
public interface Aliases {

    int MAX_REASON = 2000;

    /** What every alias of the model points at now, by name. */
    List<Move> of(ModelName model);

    /** Every name that is or was an alias of the model, also those that were removed. */
    List<VersionName> names(ModelName model);

    /** What every alias pointed at then; an alias that was not yet there, or was removed, is left out. */
    List<Move> asOf(ModelName model, Instant at);

    /** Every move of one alias, newest first; empty if there never was one. */
    List<Move> history(ModelName model, VersionName alias);

    Optional<VersionName> find(ModelName model, VersionName alias);

    /**
     * One transaction with its audit row and its webhooks. Where it stands already nothing is written. Where a second person is asked
     * for, the move waits; {@link AliasApprovals} goes on from there.
     *
     * @throws Refusal 404 {@code version-not-found}; 409 {@code alias-is-a-version}, {@code version-recalled},
     *     {@code alias-elsewhere}, {@code alias-move-waits}; 422 naming the field
     */
    Outcome move(ModelName model, VersionName alias, VersionName to, Order order);

    /** @throws Refusal 404 {@code alias-not-found}; 409 {@code alias-elsewhere}, {@code alias-move-waits}; 422 naming the field */
    Outcome remove(ModelName model, VersionName alias, Order order);

    /** A reason without its margins. @throws Refusal 422 {@code invalid} naming {@code reason} */
    static String reason(String typed) {
        var reason = typed.strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON) {
            throw Refusal.invalid("invalid", "reason: say why, in 1 to " + MAX_REASON + " characters.")
                    .about("reason");
        }
        return reason;
    }

    /** What became of an order: the alias moved, or a move waits for a second person. */
    sealed interface Outcome permits Move, AskedMove {}

    /**
     * @param reason required, up to {@value #MAX_REASON} characters
     * @param actor the operator's name
     * @param expected the version that the alias must point at now; null does not ask
     */
    record Order(String reason, String actor, @Nullable VersionName expected) {
        public Order {
            reason = Aliases.reason(reason);
        }
    }

    /**
     * @param version null if the alias was removed
     * @param previous null if there was none before
     * @param actor who asked for it
     * @param approvedBy the second person; null where none was asked for
     * @param wayBack whether it went to the version before although a second person is asked for: see {@link AliasGuard}
     */
    record Move(
            ModelName model,
            VersionName alias,
            @Nullable VersionName version,
            @Nullable VersionName previous,
            String reason,
            String actor,
            Instant at,
            @Nullable String approvedBy,
            boolean wayBack)
            implements Outcome {}
}
