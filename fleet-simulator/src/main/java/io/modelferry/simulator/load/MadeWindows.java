package io.modelferry.simulator.load;

import com.datadoghq.sketch.ddsketch.DDSketches;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.telemetry.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Windows as large as a camera's: one answer each, so that the sum of inferences counts them, and a sketch of a hundred latencies. */
final class MadeWindows {

    private static final Duration LENGTH = Duration.ofMillis(100);
    private static final List<Long> CLASSES = List.of(1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    private static final int LATENCIES = 100;

    private final ModelName model;
    private final ArtifactDigest digest;
    private final byte[] latency = latency();

    MadeWindows(ModelName model, ArtifactDigest digest) {
        this.model = model;
        this.digest = digest;
    }

    /** @return its payload */
    byte[] payload(UUID boot, long seq, Instant from) {
        return ProtocolJson.write(new Window(
                boot, seq, model, digest, from, from.plus(LENGTH), 1, 0, 0, 0, 1, 1, latency, CLASSES, CLASSES));
    }

    private static byte[] latency() {
        var sketch = DDSketches.collapsingLowestDense(Window.LATENCY_RELATIVE_ERROR, Window.MAX_CLASSES);
        for (var i = 0; i < LATENCIES; i++) {
            sketch.accept(1_000 + 20.0 * i);
        }
        var encoded = sketch.serialize();
        var bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
