package io.modelferry.control.fleet;

import java.time.Instant;

/**
 * A token without its secret.
 *
 * @param pending whether its machines wait until an operator accepts them
 */
public record TokenView(
        String id,
        String idPattern,
        String deviceClass,
        String site,
        boolean lab,
        int maxUses,
        int used,
        boolean pending,
        String createdBy,
        Instant createdAt,
        Instant expiresAt) {}
