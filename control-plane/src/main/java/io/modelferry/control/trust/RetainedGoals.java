package io.modelferry.control.trust;

/** The goals that lie ready for devices, and whose signature is on them. Asked of whoever keeps them. */
public interface RetainedGoals {

    /**
     * @param all goals that lie ready
     * @param waiting of them, those that are signed by another key: they are signed anew, some at every tick
     */
    record Progress(long all, long waiting) {}

    /** @param keyid of the key that signs goals */
    Progress signedBy(String keyid);
}
