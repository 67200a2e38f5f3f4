package io.modelferry.simulator.device;

import java.util.UUID;

/**
 * What makes one device different from the next.
 *
 * @param site whose pictures its camera sees
 * @param slow whether it sits on a slow line
 * @param boot of this start of it
 * @param seed of its walk, its weather and its patience
 */
public record Traits(int site, boolean slow, UUID boot, long seed) {}
