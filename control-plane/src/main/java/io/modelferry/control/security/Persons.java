package io.modelferry.control.security;

import java.util.Set;

/** The people behind the names in the trail: who signed in is one, and behind a token is whoever made it. */
public interface Persons {

    /**
     * @param actor as the audit trail has it
     * @return never empty; for a token everybody who ever made one of its name, also one that is revoked now
     */
    Set<String> behind(String actor);
}
