package io.modelferry.control.telemetry;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.telemetry.Window;
import java.time.Instant;

/** A window that was believed: whose it is, where that device stands, and when it came. */
record Told(DeviceId device, Place place, Window window, Instant at) {}
