package io.modelferry.control.rollout;

import io.modelferry.control.rollout.gate.Judge;

/** The judge saw an arm cross its bound; the rollout need not wait for its next look. */
public record VerdictReached(String rollout, Judge.Judgement judgement) {}
