package io.modelferry.agent.telemetry;

import io.modelferry.protocol.telemetry.Window.ShadowCounts;

/** One window of a candidate in shadow while it is open. */
final class ShadowRecorder {

    private final LatencySketch latency = new LatencySketch();
    private long compared;
    private long agreed;
    private long passedOver;

    void compared(boolean same, long latencyMicros) {
        compared++;
        agreed += same ? 1 : 0;
        latency.accept(latencyMicros);
    }

    void passedOver() {
        passedOver++;
    }

    ShadowCounts counts() {
        return new ShadowCounts(compared, agreed, passedOver, latency.bytes());
    }
}
