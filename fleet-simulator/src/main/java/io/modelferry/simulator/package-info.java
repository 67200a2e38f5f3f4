/**
 * Virtual devices, hundreds to thousands in one process. Each runs the device agent's own update, trust, download and telemetry
 * code; what is simulated is the hardware around it: the line ({@code weather}), the disk ({@code device}) and the camera
 * ({@code replay}). No figure is made up: predictions and latencies come from a real session over the labelled field stream.
 * <p>Start reading at {@link io.modelferry.simulator.SimulatorMain}, then
 * {@link io.modelferry.simulator.device.VirtualDevice}.
 */
@NullMarked
package io.modelferry.simulator;

import org.jspecify.annotations.NullMarked;
