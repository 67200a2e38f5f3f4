package io.modelferry.control.security;

/** Whether somebody is there who may do a thing. */
public interface RoleHolders {

    /** Of people and of tokens that have not expired; one whose role implies this one counts. */
    boolean anyBut(String actor, Role role);
}
