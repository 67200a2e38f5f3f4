package io.modelferry.control.security;

import io.modelferry.control.platform.Refusal;

/** Two persons, four eyes: who asks for a thing does not also agree to it. */
public final class OtherEyes {

    private OtherEyes() {}

    /**
     * @param deed what the first person did, for the refusal's words, for example {@code made this plan}
     * @throws Refusal 409 {@code four-eyes}
     */
    public static void require(String first, String deed, String approver) {
        if (first.equals(approver)) {
            throw Refusal.conflict("four-eyes", "approve: " + first + " " + deed + "; somebody else must agree to it.");
        }
    }
}
