package io.modelferry.protocol.goal;

import java.time.Duration;

/**
 * A candidate sees some of the real inputs beside the model that answers. Only agreement and latency leave the device.
 *
 * @param share of requests that it sees too, 0…1
 * @param maxCpuShare of one core that it may use, 0…1; inputs beyond that are passed over
 * @param minCompared answers compared before the verdict
 * @param patience the longest shadow time; a device too quiet for {@code minCompared} goes on with what it has
 * @param minAgreement share of compared answers that must be the same, 0…1; below it the update is given up
 */
public record Shadow(double share, double maxCpuShare, int minCompared, Duration patience, double minAgreement) {}
