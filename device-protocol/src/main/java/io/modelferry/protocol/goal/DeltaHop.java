package io.modelferry.protocol.goal;

import io.modelferry.protocol.ArtifactDigest;

/**
 * One step of a chain of deltas: from a file the device may hold to another that is a signed target.
 *
 * @param base the model file it starts from
 * @param result the model file it makes
 * @param resultBytes length of {@code result}
 * @param delta digest of the delta file itself, checked before a byte of it is parsed
 * @param lengthBytes of the delta file
 */
public record DeltaHop(
        ArtifactDigest base, ArtifactDigest result, long resultBytes, ArtifactDigest delta, long lengthBytes) {}
