package io.modelferry.control.fleet;

import java.time.Instant;

/** A token without its secret. */
public record TokenView(
        String id,
        String idPattern,
        String deviceClass,
        String site,
        boolean lab,
        int maxUses,
        int used,
        String createdBy,
        Instant createdAt,
        Instant expiresAt) {}
