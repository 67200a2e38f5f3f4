package io.modelferry.agent.telemetry;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.modelferry.protocol.telemetry.Window;

/** Latencies in microseconds, mergeable: see {@link Window#latency}. */
final class LatencySketch {

    private static final int MAX_BINS = 1024;

    private final DDSketch sketch = DDSketches.collapsingLowestDense(Window.LATENCY_RELATIVE_ERROR, MAX_BINS);

    void accept(long micros) {
        sketch.accept(Math.max(1, micros));
    }

    /** In protobuf; empty if nothing was accepted. */
    byte[] bytes() {
        if (sketch.isEmpty()) {
            return new byte[0];
        }
        var encoded = sketch.serialize();
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
