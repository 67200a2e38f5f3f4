package io.modelferry.control.console;

import io.modelferry.control.rollout.RolloutState;

/** What may be ordered, in hawkBit's words. Offered where it makes sense; whether it happens the rollout decides. */
enum Verb {
    APPROVE("approve", "Approve", "play", "A second person agrees; the rollout, or the stage that asks, may go on."),
    DENY(
            "deny",
            "Deny",
            "stop",
            "A second person says no. A rollout that waits for approval ends; a stage that asks fails its gate."),
    START("start", "Start", "play", "The first stage gets the version."),
    RESUME("resume", "Resume", "play", "The current stage goes on where it was paused."),
    PAUSE("pause", "Pause", "pause", "No further device gets the version. Devices that have it keep it."),
    RETRY("retry", "Retry failed devices", "next", "Devices that failed, or took too long, are asked again."),
    TRIGGER_NEXT("trigger-next", "Trigger next stage", "next", "The current stage passes without its gate."),
    STOP("stop", "Stop", "stop", "The rollout ends where it is. Devices keep what they run now."),
    ROLLBACK(
            "rollback",
            "Roll back",
            "back",
            "Every device that got the version flips back to the one before, without bytes.");

    private final String path;
    private final String label;
    private final String icon;
    private final String consequence;

    Verb(String path, String label, String icon, String consequence) {
        this.path = path;
        this.label = label;
        this.icon = icon;
        this.consequence = consequence;
    }

    public String path() {
        return path;
    }

    public String label() {
        return label;
    }

    public String icon() {
        return icon;
    }

    public String consequence() {
        return consequence;
    }

    /** Who may order it: who says yes or no is not who steers. */
    public String role() {
        return isWord() ? "APPROVER" : "OPERATOR";
    }

    /** A second person's yes or no. */
    boolean isWord() {
        return this == APPROVE || this == DENY;
    }

    public boolean drastic() {
        return this == STOP || this == DENY || this == ROLLBACK;
    }

    /** @param canGoBack whether there is a version to go back to */
    boolean fits(RolloutState state, boolean canGoBack) {
        return switch (state) {
            case AWAITING_APPROVAL -> isWord() || this == STOP;
            case READY -> this == START || this == STOP;
            case RUNNING ->
                this == PAUSE || this == RETRY || this == TRIGGER_NEXT || this == STOP || goesBack(canGoBack);
            case PAUSED ->
                this == RESUME || this == RETRY || this == TRIGGER_NEXT || this == STOP || goesBack(canGoBack);
            case FINISHED, STOPPED -> goesBack(canGoBack);
            case DENIED, ROLLING_BACK, ROLLED_BACK -> false;
        };
    }

    private boolean goesBack(boolean canGoBack) {
        return this == ROLLBACK && canGoBack;
    }
}
