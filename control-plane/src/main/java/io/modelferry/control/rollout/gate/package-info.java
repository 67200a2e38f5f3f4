/**
 * Decides about a stage: what every gate of it says, and what follows from all of them together.
 * <p>In: the plan's rules, the stage's facts, and the answers of {@link io.modelferry.control.rollout.gate.Judge} and
 * {@link io.modelferry.control.rollout.gate.GateHooks}, which are ports: other rooms ask the field, and programs outside. Out: a
 * {@link io.modelferry.control.rollout.gate.GateDecision}. Start reading at {@link io.modelferry.control.rollout.gate.StageGate}. Must not
 * know clocks, rows or devices, nor how a rollout carries a decision out.
 */
@NullMarked
@NamedInterface("gate")
package io.modelferry.control.rollout.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
