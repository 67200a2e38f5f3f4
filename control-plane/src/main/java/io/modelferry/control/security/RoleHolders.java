package io.modelferry.control.security;

/** Whether somebody is there who may do a thing. */
public interface RoleHolders {

    /** Of people who are not behind {@code actor}, of their tokens that have not expired, and of those who may come from the OpenID provider; one whose role implies this one counts. */
    boolean anyBut(String actor, Role role);
}
