package io.modelferry.control.security;

import io.modelferry.control.platform.Refusal;
import java.util.Set;
import java.util.TreeSet;

/** Two persons, four eyes: who asks for a thing does not also agree to it, whatever they come with. */
public final class OtherEyes {

    private OtherEyes() {}

    /**
     * By names alone; {@link #require(Persons, String, String, String)} sees through tokens.
     *
     * @param deed what the first person did, for the refusal's words, for example {@code made this plan}
     * @throws Refusal 409 {@code four-eyes}
     */
    public static void require(String first, String deed, String approver) {
        require(Set::of, first, deed, approver);
    }

    /** @throws Refusal 409 {@code four-eyes} also if one person stands behind both */
    public static void require(Persons persons, String first, String deed, String approver) {
        var both = new TreeSet<>(persons.behind(first));
        both.retainAll(persons.behind(approver));
        if (first.equals(approver)) {
            throw refused(first + " " + deed);
        }
        if (!both.isEmpty()) {
            throw refused("%s %s, and behind %s as behind %s is %s"
                    .formatted(first, deed, approver, first, String.join(", ", both)));
        }
    }

    private static Refusal refused(String why) {
        return Refusal.conflict("four-eyes", "approve: " + why + "; somebody else must agree to it.");
    }
}
