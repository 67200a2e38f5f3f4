package io.modelferry.control.registry.alias;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A move of an alias that somebody asked for, and what a second person said.
 *
 * @param version null if the alias shall be removed
 * @param previous where the alias pointed when it was asked for; null for nothing
 * @param reason of the one who asked
 * @param decidedBy {@code system} where it expired; null while it waits
 */
public record AskedMove(
        long id,
        ModelName model,
        VersionName alias,
        @Nullable VersionName version,
        @Nullable VersionName previous,
        String reason,
        String requestedBy,
        Instant requestedAt,
        Instant expiresAt,
        State state,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String decisionReason)
        implements Aliases.Outcome {

    public enum State {
        WAITING,
        APPROVED,
        DENIED,
        EXPIRED
    }
}
