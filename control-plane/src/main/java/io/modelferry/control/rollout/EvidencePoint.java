package io.modelferry.control.rollout;

import io.modelferry.control.rollout.gate.Judge;
import java.time.Instant;

/** @param verdict {@code PASSED}, {@code WORSE} or {@code CANNOT_TELL} */
public record EvidencePoint(Instant at, int stage, String verdict, Judge.Comparison comparison) {}
