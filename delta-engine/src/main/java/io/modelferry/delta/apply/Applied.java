package io.modelferry.delta.apply;

import io.modelferry.delta.Sha256;

/** A target that was rebuilt, byte for byte; {@code target} was computed from the bytes written, not copied from the delta. */
public record Applied(Sha256 target, long lengthBytes) {}
