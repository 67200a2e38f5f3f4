package io.modelferry.control.rollout;

/** The judge saw an arm cross its bound; the rollout need not wait for its next look. */
public record VerdictReached(String rollout, Judge.Judgement judgement) {}
