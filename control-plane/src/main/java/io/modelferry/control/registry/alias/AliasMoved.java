package io.modelferry.control.registry.alias;

/** An alias points elsewhere, or at nothing any more. Published in the transaction of the move. */
public record AliasMoved(Aliases.Move move) {}
