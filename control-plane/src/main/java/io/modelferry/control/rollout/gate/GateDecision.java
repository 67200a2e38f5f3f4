package io.modelferry.control.rollout.gate;

/** What a gate says about a stage. "Cannot tell" by the deadline is {@link Halt}: brakes fail closed. */
public sealed interface GateDecision {

    /** One line for a person; never empty. */
    String why();

    /** The stage passed. */
    record Advance(String why) implements GateDecision {}

    /** Not yet. */
    record Hold(Wait on, String why) implements GateDecision {}

    /** It cannot be told, or nothing is left to go back to: an operator must look. */
    record Halt(String why) implements GateDecision {}

    /** A gate failed whose action ends the rollout where it is. */
    record Stop(String why) implements GateDecision {}

    /** It is worse than what was there. */
    record GoBack(String why) implements GateDecision {}

    /** What a stage waits for. */
    enum Wait {
        DEVICES,
        SOAK,
        EVIDENCE,
        /** Another program. */
        ANSWER,
        /** A person. */
        APPROVAL,
        /** The switch that holds the whole fleet. */
        FROZEN,
        /** Nothing: the cohort is held on purpose. */
        HELD
    }
}
