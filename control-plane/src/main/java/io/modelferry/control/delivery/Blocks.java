package io.modelferry.control.delivery;

import io.modelferry.control.delivery.Line.Incoming;
import io.modelferry.control.delivery.Line.Outgoing;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.Block.Status;
import io.modelferry.protocol.blocks.BlockRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Answers block by block. The device sets window, pace and resume point; here only the number of answers at a time is bounded. */
@Component
class Blocks implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Blocks.class);
    private static final int AT_A_TIME = 16;
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final String ARTIFACT = "sha256:";

    private final Parcels parcels;
    private final Line line;
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final ExecutorService answers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("blocks-", 0).factory());

    /** @param line is made after its listeners, so it comes lazily */
    Blocks(Parcels parcels, @Lazy Line line) {
        this.parcels = parcels;
        this.line = line;
    }

    void answer(DeviceId device, Incoming question) {
        if (!places.tryAcquire()) {
            reply(device, question, Block.refused(Status.TRY_LATER));
            return;
        }
        answers.execute(() -> {
            try {
                reply(device, question, block(device, question));
            } finally {
                places.release();
            }
        });
    }

    private Block block(DeviceId device, Incoming question) {
        try {
            var request = ProtocolJson.read(question.payload(), BlockRequest.class);
            if (request.resource().startsWith(BlockRequest.METADATA)) {
                return parcels.metadata(request.resource().substring(BlockRequest.METADATA.length()))
                        .map(file -> slice(file.bytes(), request))
                        .orElseGet(() -> Block.refused(Status.NO_SUCH_RESOURCE));
            }
            if (!request.resource().startsWith(ARTIFACT)) {
                return Block.refused(Status.NO_SUCH_RESOURCE);
            }
            var digest = new ArtifactDigest(request.resource().substring(ARTIFACT.length()));
            if (!parcels.mayHave(device, digest)) {
                return Block.refused(Status.NOT_YOURS);
            }
            return parcels.exists(digest) ? read(digest, request) : Block.refused(Status.NO_SUCH_RESOURCE);
        } catch (MalformedMessage malformed) {
            return Block.refused(Status.NO_SUCH_RESOURCE);
        } catch (IOException | RuntimeException e) {
            log.warn("a block could not be read device={} reason={}", device, e.toString());
            return Block.refused(Status.TRY_LATER);
        }
    }

    private Block read(ArtifactDigest digest, BlockRequest request) throws IOException {
        try (var channel = parcels.open(digest)) {
            var total = channel.size();
            if (request.offset() >= total) {
                return Block.refused(Status.PAST_THE_END);
            }
            var bytes = ByteBuffer.allocate((int) Math.min(request.lengthBytes(), total - request.offset()));
            channel.position(request.offset());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until the block is full
            }
            return new Block(Status.HERE, request.offset(), total, Arrays.copyOf(bytes.array(), bytes.position()));
        }
    }

    private static Block slice(byte[] whole, BlockRequest request) {
        if (request.offset() >= whole.length) {
            return Block.refused(Status.PAST_THE_END);
        }
        var from = (int) request.offset();
        var to = (int) Math.min(whole.length, request.offset() + request.lengthBytes());
        return new Block(Status.HERE, from, whole.length, Arrays.copyOfRange(whole, from, to));
    }

    private void reply(DeviceId device, Incoming question, Block block) {
        var topic = Topics.of(device, Channel.BLOCKS_DATA);
        line.publish(Outgoing.expiring(topic, block.encode(), LIFETIME, question.correlation()));
    }

    @Override
    public void close() {
        answers.shutdownNow();
    }
}
