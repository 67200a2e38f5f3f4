package io.modelferry.control.fleet;

import java.time.Instant;

/**
 * Why a device is held back.
 *
 * @param actor the operator who did it
 */
public record Hold(String reason, String actor, Instant at) {}
