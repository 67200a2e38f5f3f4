package io.modelferry.control.rollout.gate;

import io.modelferry.control.rollout.plan.OnFailure;
import org.jspecify.annotations.Nullable;

/**
 * How a gate stands, as others see it.
 *
 * @param gate its type, as in the plan
 * @param verdict {@code PASSED}, {@code FAILED}, {@code CANNOT_TELL} or {@code WAITING}
 * @param action what follows; null unless it failed
 */
public record GateStanding(
        String gate, String verdict, String why, @Nullable OnFailure action, Judge.@Nullable Numbers numbers) {

    static GateStanding of(GateResult result) {
        var gate = result.rule().name();
        return switch (result) {
            case GateResult.Passed passed -> new GateStanding(gate, "PASSED", passed.why(), null, passed.numbers());
            case GateResult.Failed failed ->
                new GateStanding(gate, "FAILED", failed.why(), failed.rule().action(), failed.numbers());
            case GateResult.CannotTell unclear ->
                new GateStanding(gate, "CANNOT_TELL", unclear.why(), null, unclear.numbers());
            case GateResult.Waiting waiting -> new GateStanding(gate, "WAITING", waiting.why(), null, null);
        };
    }
}
