/**
 * A stand-in for the control plane, in one process and for one device: an authority, an HTTPS interface, an MQTT endpoint and signed
 * goals, all on loopback. The agent is rehearsed against it where there is no fleet: to train the AOT cache, and by {@code ferry bench
 * agent}.
 * <p>Start reading at {@link io.modelferry.agent.rehearsal.RehearsalPlane}. Nothing of it runs on a device that serves.
 */
@NullMarked
package io.modelferry.agent.rehearsal;

import org.jspecify.annotations.NullMarked;
