/**
 * What a device tells about itself, in two lanes: update events, synced to disk and kept until the server has stored them;
 * metric windows, kept in a bounded ring of files, unsynced, and dropped oldest first. Never an input. Both lanes touch the disk
 * through {@link io.modelferry.agent.telemetry.LaneDisk} only.
 * <p>Start reading at {@link io.modelferry.agent.telemetry.EventOutbox} and {@link io.modelferry.agent.telemetry.Telemetry}.
 */
@NullMarked
package io.modelferry.agent.telemetry;

import org.jspecify.annotations.NullMarked;
