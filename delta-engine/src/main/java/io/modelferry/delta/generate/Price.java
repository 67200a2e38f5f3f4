package io.modelferry.delta.generate;

/**
 * What a way to code a section costs.
 *
 * @param storedBytes parameters and all chunks, extrapolated if only a sample was coded
 */
record Price(Way way, long storedBytes) {}
