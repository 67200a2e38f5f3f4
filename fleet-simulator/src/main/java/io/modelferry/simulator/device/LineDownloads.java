package io.modelferry.simulator.device;

import io.modelferry.agent.download.BlocksRoad;
import io.modelferry.agent.download.HttpsRoad;
import io.modelferry.agent.download.Roads;
import io.modelferry.agent.download.SiteCache;
import io.modelferry.agent.download.Spending;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Downloads;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.goal.DeliveryPolicy;
import io.modelferry.protocol.report.FailureCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/** The agent's own roads, on a diet: an HTTPS client holds a thread, so a device has one only around its {@link DownloadTurns}. */
final class LineDownloads implements Downloads {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FileBlobs blobs;
    private final BlocksRoad blocks;
    private final Spending spending;
    private final SiteCache cache = new SiteCache(Ticks.REAL);
    private final URI server;
    private final SSLContext tls;
    private final Executor executor;
    private final DownloadTurns turns;
    private final Traffic traffic;
    private final BooleanSupplier cutOff;

    /**
     * @param cutOff whether the weather keeps this device off the network now
     */
    LineDownloads(
            FileBlobs blobs,
            BlocksRoad blocks,
            Spending spending,
            URI server,
            SSLContext tls,
            Executor executor,
            DownloadTurns turns,
            Traffic traffic,
            BooleanSupplier cutOff) {
        this.blobs = blobs;
        this.blocks = blocks;
        this.spending = spending;
        this.server = server;
        this.tls = tls;
        this.executor = executor;
        this.turns = turns;
        this.traffic = traffic;
        this.cutOff = cutOff;
    }

    private interface Errand<T> {
        T by(Roads roads) throws UpdateFailure;
    }

    @Override
    public long fetch(ArtifactDigest digest, long lengthBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        long bytes = run(roads -> roads.fetch(digest, lengthBytes, policy, cancellation));
        traffic.received(bytes);
        return bytes;
    }

    @Override
    public Optional<byte[]> metadata(String file, int mostBytes, DeliveryPolicy policy, Cancellation cancellation)
            throws UpdateFailure {
        return run(roads -> roads.metadata(file, mostBytes, policy, cancellation));
    }

    private <T> T run(Errand<T> errand) throws UpdateFailure {
        var client = takeTurn();
        try {
            requireNetwork();
            var https = new HttpsRoad(client, server, PATIENCE, Ticks.REAL);
            var done = errand.by(new Roads(https, blocks, blobs, spending, cache, Ticks.REAL));
            turns.end(this, client);
            return done;
        } catch (UpdateFailure | RuntimeException | Error e) {
            turns.fail(client);
            traffic.failed();
            throw e;
        }
    }

    private HttpClient takeTurn() throws UpdateFailure {
        try {
            return turns.take(this, this::client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "the simulator stops");
        }
    }

    private void requireNetwork() throws UpdateFailure {
        if (cutOff.getAsBoolean()) {
            throw new UpdateFailure(FailureCode.NETWORK, "simulated: no network");
        }
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .connectTimeout(PATIENCE)
                .executor(executor)
                .build();
    }
}
