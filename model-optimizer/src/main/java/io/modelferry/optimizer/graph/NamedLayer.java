package io.modelferry.optimizer.graph;

/** A node by its name, or by that of its first output if it has none, and what it does. */
public record NamedLayer(String node, String operator) {}
