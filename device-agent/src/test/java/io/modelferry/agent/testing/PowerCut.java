package io.modelferry.agent.testing;

/** The end of a process in the middle of a test. Nothing catches it but the test. */
public final class PowerCut extends Error {

    public PowerCut() {
        super("power cut", null, false, false);
    }
}
