package io.modelferry.protocol.goal;

import io.modelferry.protocol.ArtifactDigest;

/**
 * A delta the control plane holds and has replayed.
 *
 * @param base the model file it starts from
 * @param delta digest of the delta file itself, checked before a byte of it is parsed
 * @param lengthBytes of the delta file
 */
public record DeltaOffer(ArtifactDigest base, ArtifactDigest delta, long lengthBytes) {}
