package io.modelferry.agent.download;

import static io.modelferry.agent.download.HttpDoor.network;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/** The server's HTTPS interface: artifacts by range, and the control documents for when MQTT is down. */
public final class HttpsRoad implements Road {

    private final HttpFiles files;
    private final URI server;

    /**
     * @param client with the device's certificate and the fleet's CA; follows no redirects
     * @param patience for the head of an answer, and for each next piece of its body
     */
    public HttpsRoad(HttpClient client, URI server, Duration patience, Ticks ticks) {
        this.files = new HttpFiles(client, patience, ticks);
        this.server = server;
    }

    @Override
    public void bring(Arrival arrival, Purse purse, Cancellation cancellation) throws UpdateFailure, IOException {
        files.bring(server.resolve(DeviceApi.blob(arrival.digest())), arrival, purse, cancellation);
    }

    @Override
    public byte[] versions(Cancellation cancellation) throws UpdateFailure {
        return document(DeviceApi.VERSIONS, cancellation)
                .orElseThrow(() -> network("the server has no list of versions"));
    }

    /** The caller's goal, unopened; empty before the first. The road when MQTT is down. */
    public Optional<byte[]> goal(Cancellation cancellation) throws UpdateFailure {
        return document(DeviceApi.DESIRED, cancellation);
    }

    private Optional<byte[]> document(String path, Cancellation cancellation) throws UpdateFailure {
        return files.document(server.resolve(path), ProtocolJson.MAX_DOCUMENT_BYTES, cancellation);
    }
}
