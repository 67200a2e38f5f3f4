package io.modelferry.plantedrooms.cellar;

/** A room with a closed door. */
public final class Cellar {}
