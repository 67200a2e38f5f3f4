package io.modelferry.agent.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.modelferry.agent.slots.FileBlobs;
import io.modelferry.agent.testing.FakeControlPlane;
import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.testing.SweptDevice;
import io.modelferry.agent.testing.TestCa;
import io.modelferry.agent.update.Link.Message;
import io.modelferry.agent.update.Ticks;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Artifacts over HTTPS and over MQTT blocks, with one bit flipped in one of them, so many times as told. */
final class RottenServer implements AutoCloseable {

    static final int BLOCK = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final FakeControlPlane plane;
    private final HttpsServer http;
    private final HttpClient client;
    private final List<ArtifactDigest> asked = new ArrayList<>();
    private ArtifactDigest rotten;
    private int bit;
    private int times;
    private UnaryOperator<byte[]> frames = UnaryOperator.identity();
    private Duration blockPatience = PATIENCE;

    RottenServer(FakeControlPlane plane) throws Exception {
        this.plane = plane;
        var ca = new TestCa("127.0.0.1");
        http = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setHttpsConfigurator(new HttpsConfigurator(ca.serverTls()));
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext(DeviceApi.BLOBS, this::give);
        http.start();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(ca.clientTls())
                .build();
    }

    /** Forgets what it was told and asked before. */
    synchronized void flip(ArtifactDigest digest, int atBit, int soOften) {
        asked.clear();
        frames = UnaryOperator.identity();
        blockPatience = PATIENCE;
        rotten = digest;
        bit = atBit;
        times = soOften;
    }

    /** Over MQTT: what a frame becomes on the way, to devices that soon ask again. */
    synchronized void disturb(UnaryOperator<byte[]> onTheWay) {
        asked.clear();
        times = 0;
        frames = onTheWay;
        blockPatience = Duration.ofMillis(5);
    }

    /** How many transfers of it were begun. */
    synchronized long asked(ArtifactDigest digest) {
        return asked.stream().filter(digest::equals).count();
    }

    /** To this server, for one device. */
    synchronized Roads roads(FileBlobs blobs, MovedClock clock) {
        var link = new LoopLink();
        link.connect();
        link.answerWith(question -> link.deliver(answer(question)));
        return new Roads(
                new HttpsRoad(client, uri(), PATIENCE, Ticks.REAL),
                new BlocksRoad(link, BLOCK, blockPatience, Ticks.REAL),
                blobs,
                new Spending(blobs.fs(), SweptDevice.DATA.resolve("state"), clock, clock),
                new SiteCache(Ticks.REAL),
                Ticks.REAL);
    }

    private URI uri() {
        return URI.create("https://127.0.0.1:" + http.getAddress().getPort());
    }

    private void give(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var digest = new ArtifactDigest(path.substring(DeviceApi.BLOBS.length()));
            var bytes = part(digest, 0, Integer.MAX_VALUE);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Message answer(Message question) {
        var request = ProtocolJson.read(question.payload(), BlockRequest.class);
        var digest = new ArtifactDigest(request.resource().substring("sha256:".length()));
        var block = request.offset() < plane.length(digest)
                ? block(digest, (int) request.offset(), request.lengthBytes())
                : Block.refused(Block.Status.PAST_THE_END);
        synchronized (this) {
            return new Message(Channel.BLOCKS_DATA, frames.apply(block.encode()), question.correlation());
        }
    }

    private Block block(ArtifactDigest digest, int from, int most) {
        return new Block(Block.Status.HERE, from, plane.length(digest), part(digest, from, most));
    }

    private synchronized byte[] part(ArtifactDigest digest, int from, int most) {
        if (from == 0) {
            asked.add(digest);
        }
        var file = plane.artifact(digest);
        var bytes = Arrays.copyOfRange(file, from, from + Math.min(most, file.length - from));
        var at = bit / 8 - from;
        if (digest.equals(rotten) && times > 0 && at >= 0 && at < bytes.length) {
            bytes[at] ^= (byte) (1 << bit % 8);
            times--;
        }
        return bytes;
    }

    @Override
    public void close() {
        client.shutdownNow();
        http.stop(0);
    }
}
