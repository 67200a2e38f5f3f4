package io.modelferry.control.rollout.gate;

import io.modelferry.control.rollout.gate.GateDecision.Wait;
import io.modelferry.control.rollout.plan.GateRule;
import org.jspecify.annotations.Nullable;

/** What one gate says of a stage. */
public sealed interface GateResult {

    GateRule rule();

    /** One line for a person; never empty. */
    String why();

    /** @param numbers null where nothing was measured */
    record Passed(GateRule rule, String why, Judge.@Nullable Numbers numbers) implements GateResult {}

    /** It shows the opposite: {@code rule.action()} is what follows. */
    record Failed(GateRule rule, String why, Judge.@Nullable Numbers numbers) implements GateResult {}

    /** No evidence, too little, or whoever should answer cannot. Never passes; halts at the deadline. */
    record CannotTell(GateRule rule, String why, Judge.@Nullable Numbers numbers) implements GateResult {}

    /** Somebody is still on the way to an answer. */
    record Waiting(GateRule rule, Wait on, String why) implements GateResult {}
}
