package io.modelferry.agent.update;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything outside the update life.
 *
 * @param executor runs work that waits (downloads, patches, probes) and the engine's own short steps; it must have a thread for each
 *     is fine, the caller's thread is not
 * @param ticks what lasts is measured with these, never with the clock: a device's clock may jump
 * @param retry how long a failure that passes is waited out
 */
public record Ports(
        Slots slots,
        Blobs blobs,
        Downloads downloads,
        Repository repository,
        ModelHost host,
        EventLog events,
        InstantSource clock,
        Ticks ticks,
        Executor executor,
        RandomGenerator random,
        Backoff.Limits retry) {}
