package io.modelferry.control.delta;

import io.modelferry.protocol.ArtifactDigest;

/** A delta was computed, replayed with the applier that devices use, and may be offered. */
public record DeltaReady(ArtifactDigest base, ArtifactDigest target, ArtifactDigest delta, long lengthBytes) {}
