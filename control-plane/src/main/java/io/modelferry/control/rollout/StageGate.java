package io.modelferry.control.rollout;

import io.modelferry.control.rollout.GateDecision.Advance;
import io.modelferry.control.rollout.GateDecision.GoBack;
import io.modelferry.control.rollout.GateDecision.Halt;
import io.modelferry.control.rollout.GateDecision.Hold;
import io.modelferry.control.rollout.GateDecision.Wait;
import io.modelferry.control.rollout.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.Judge.Judgement.Passed;
import io.modelferry.control.rollout.Judge.Judgement.Worse;
import io.modelferry.control.rollout.plan.Gate;
import java.time.Duration;
import java.util.Locale;

/**
 * Decides about a stage from its facts, and does nothing else. Bad news first: devices that fail, then a worse model, then
 * what is still missing. What is missing at the deadline halts the rollout.
 */
final class StageGate {

    private StageGate() {}

    static GateDecision decide(Gate gate, StageFacts facts) {
        var counts = facts.counts();
        if (counts.failing(gate)) {
            return back(facts, failureLine(gate, counts));
        }
        if (facts.judgement() instanceof Worse worse) {
            return back(facts, worse.summary());
        }
        var decision = progress(gate, facts);
        return overdue(gate, facts, decision) ? new Halt(overdueLine(gate, decision)) : decision;
    }

    private static GateDecision progress(Gate gate, StageFacts facts) {
        var counts = facts.counts();
        if (!counts.settled(gate)) {
            return new Hold(Wait.DEVICES, "waiting for devices: " + counts.confirmedLine());
        }
        if (facts.judgement() instanceof CannotTell unclear) {
            return new Hold(Wait.EVIDENCE, "cannot tell: " + unclear.summary());
        }
        var passed = counts.confirmedLine() + (facts.judgement() instanceof Passed p ? "; " + p.summary() : "");
        var left = facts.soak().minus(facts.soaked());
        if (left.isPositive()) {
            return new Hold(Wait.SOAK, "soak " + shown(left) + " left, " + passed);
        }
        if (facts.last() && facts.hold()) {
            return new Hold(Wait.HELD, "held for comparison: " + passed);
        }
        return new Advance(passed);
    }

    private static GateDecision back(StageFacts facts, String why) {
        return facts.canGoBack() ? new GoBack(why) : new Halt(why + "; there is no earlier version to go back to");
    }

    private static boolean overdue(Gate gate, StageFacts facts, GateDecision decision) {
        return decision instanceof Hold hold
                && (hold.on() == Wait.DEVICES || hold.on() == Wait.EVIDENCE)
                && facts.waited().compareTo(gate.deadline()) >= 0;
    }

    private static String overdueLine(Gate gate, GateDecision decision) {
        return "no answer within " + shown(gate.deadline()) + ": " + decision.why();
    }

    private static String failureLine(Gate gate, StageCounts counts) {
        return String.format(
                Locale.ROOT,
                "%d of %d devices with a verdict failed, the limit is %.1f %%",
                counts.failures(),
                counts.verdicts(),
                100 * gate.maxFailureShare());
    }

    /** {@code 3 s}, {@code 4 min}, {@code 2 h}: whole units, rounded up. */
    static String shown(Duration time) {
        var seconds = time.plusMillis(999).toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? (seconds + 59) / 60 + " min" : (seconds + 3599) / 3600 + " h";
    }
}
