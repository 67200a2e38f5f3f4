package io.modelferry.control.rollout;

import java.time.Instant;

/** @param verdict {@code PASSED}, {@code WORSE} or {@code CANNOT_TELL} */
public record EvidencePoint(Instant at, int stage, String verdict, Judge.Comparison comparison) {}
