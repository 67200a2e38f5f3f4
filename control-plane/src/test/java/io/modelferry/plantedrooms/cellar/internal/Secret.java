package io.modelferry.plantedrooms.cellar.internal;

/** Behind a closed door. */
public final class Secret {}
