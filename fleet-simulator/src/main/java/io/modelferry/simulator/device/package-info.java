/**
 * One virtual device: the agent's own update, trust, download and telemetry code over a disk that many share and a line that the
 * weather cuts. In: signed goals. Out: reports, events, windows.
 * <p>Start reading at {@link io.modelferry.simulator.device.VirtualDevice}.
 */
@NullMarked
package io.modelferry.simulator.device;

import org.jspecify.annotations.NullMarked;
