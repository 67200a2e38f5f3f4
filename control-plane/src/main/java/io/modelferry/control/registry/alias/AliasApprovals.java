package io.modelferry.control.registry.alias;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The second person's word on moves of aliases that are kept by four eyes. Of one alias one move waits at a time. */
public interface AliasApprovals {

    /** The newest {@code limit} moves of the model that somebody asked for, newest first, whatever became of them. */
    List<AskedMove> of(ModelName model, int limit);

    /**
     * Makes the move that waits. One transaction with its audit rows and webhooks.
     *
     * @throws Refusal 404 {@code alias-request-not-found} if nothing waits; 409 {@code four-eyes} for the one who asked, {@code
     *     alias-request-elsewhere} if another move waits than the one looked at, {@code approval-expired}, {@code alias-elsewhere} if the
     *     alias moved meanwhile, and whatever would refuse the move itself
     */
    Move approve(ModelName model, VersionName alias, Word word);

    /** The move is not made. Who asked for it may say so too: a no is always heard. @throws Refusal as {@link #approve} has it */
    AskedMove deny(ModelName model, VersionName alias, Word word);

    /**
     * @param reason required, up to {@value Aliases#MAX_REASON} characters
     * @param actor the second person's name
     * @param request the move that was looked at; null for whichever waits
     */
    record Word(String reason, String actor, @Nullable Long request) {
        public Word {
            reason = Aliases.reason(reason);
        }
    }
}
