package io.modelferry.optimizer.graph;

/** A node that a technique would change, or compute with codes. */
public record NamedLayer(String node, String operator) {}
