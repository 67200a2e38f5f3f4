package io.modelferry.plantedrooms.downstairs;

/** What may not be used from upstairs. */
public final class Neighbour {}
