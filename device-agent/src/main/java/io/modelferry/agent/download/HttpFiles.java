package io.modelferry.agent.download;

import static io.modelferry.agent.download.HttpDoor.network;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/** Documents and files of any HTTP server, for those who prove what comes. A line that trickles is given up. */
public final class HttpFiles {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpDoor door;
    private final Ticks ticks;

    /**
     * @param client follows no redirects
     * @param patience for the head of an answer, and for each next piece of its body
     */
    public HttpFiles(HttpClient client, Duration patience, Ticks ticks) {
        this.door = new HttpDoor(client, patience, ticks);
        this.ticks = ticks;
    }

    /**
     * @return empty if the server has none
     * @throws UpdateFailure NETWORK, also for more than {@code mostBytes}, TIMEOUT or INTERRUPTED
     */
    public Optional<byte[]> document(URI uri, int mostBytes, Cancellation cancellation) throws UpdateFailure {
        var request = door.request(uri).build();
        try (var answer = door.get(request, MinimumRate.ofALine(), cancellation)) {
            return switch (answer.status()) {
                case OK -> Optional.of(answer.body().readAtMost(mostBytes));
                case NOT_FOUND -> Optional.empty();
                default -> throw network("status " + answer.status());
            };
        }
    }

    /**
     * Gathers a file over as many attempts as it takes, by ranges. Its bytes are proven on return, and not yet synced.
     *
     * @throws UpdateFailure DIGEST_MISMATCH: nothing is left; NETWORK, TIMEOUT or INTERRUPTED: what came is kept for the next time
     * @throws IOException if the disk fails
     */
    public void bring(URI uri, PartialFile partial, Cancellation cancellation) throws UpdateFailure, IOException {
        try (var arrival = Arrival.open(partial, ticks)) {
            bring(uri, arrival, Purse.BOTTOMLESS, cancellation);
            arrival.prove();
        } catch (UpdateFailure e) {
            if (partial.fs().size(partial.path()).orElse(0) == 0) {
                partial.discard();
            }
            throw e;
        }
    }

    /** Appends to {@code arrival}, from its offset on, until it is complete. */
    void bring(URI uri, Arrival arrival, Purse purse, Cancellation cancellation) throws UpdateFailure, IOException {
        new RangedDownload(door, MinimumRate.ofALine(), arrival, purse, cancellation).from(uri);
    }
}
