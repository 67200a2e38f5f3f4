package io.modelferry.control.registry.alias;

/** A move waits for a second person, was denied or expired; one that was approved is told as {@link AliasMoved} too. In the transaction of the change. */
public record AskedMoveChanged(AskedMove asked) {}
