package io.modelferry.agent.telemetry;

import io.modelferry.agent.update.Ticks;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Who numbers and dates what a device says.
 *
 * @param boot changes whenever the agent starts
 * @param clock what the device believes the time is
 * @param ticks what is measured with, whatever the clock does
 */
public record Origin(UUID boot, InstantSource clock, Ticks ticks) {}
