package io.modelferry.cli.bench.fleet;

import io.modelferry.cli.bench.Figure;
import io.modelferry.cli.bench.Steps;
import io.modelferry.cli.demo.MeasuredWriter;
import io.modelferry.cli.server.ControlPlaneClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;

/** What the control plane's writer makes of the database it is given: batches, each committed, beside one bare COPY. */
final class WriterBench {

    private static final double TARGET = 40;

    private WriterBench() {}

    /** @param data where a {@link TelemetryBench} has ended */
    static Figure run(Path data, Path home, int rounds, Steps steps) throws IOException {
        steps.now("the writer alone, %d rounds".formatted(rounds));
        try {
            var shares = new ArrayList<Double>();
            ControlPlaneClient.parse(MeasuredWriter.measure(data, home, rounds))
                    .path("shares")
                    .forEach(share -> shares.add(100 * share.asDouble()));
            return Figure.atLeast(
                    "writerShare",
                    "the writer alone, of a bare COPY of the same rows",
                    shares,
                    "%",
                    TARGET,
                    "batches of 1000, each committed, beside 10,000 rows in one COPY, on a database of their own");
        } finally {
            steps.end();
        }
    }
}
