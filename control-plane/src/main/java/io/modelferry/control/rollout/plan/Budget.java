package io.modelferry.control.rollout.plan;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that a rollout may send within an hour.
 *
 * @param bytesPerHour of the whole rollout; null is not limited
 * @param bytesPerHourPerSite of each site; null is not limited
 */
public record Budget(@Nullable Long bytesPerHour, @Nullable Long bytesPerHourPerSite) {}
