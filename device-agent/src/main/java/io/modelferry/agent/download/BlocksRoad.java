package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Link;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.protocol.report.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes over MQTT, block by block. The device asks for a few blocks ahead, puts them in order, and asks again for what was
 * lost; an answer is matched by its correlation data, so a late or doubled one is simply nobody's.
 */
public final class BlocksRoad implements Road {

    private final Link link;
    private final int blockBytes;
    private final Duration patience;
    private final AtomicLong nextTransfer = new AtomicLong();
    private final ConcurrentHashMap<Long, BlockingQueue<Block>> transfers = new ConcurrentHashMap<>();

    /**
     * @param blockBytes 1 to {@link BlockRequest#MAX_BLOCK_BYTES}
     * @param patience without any block before the missing ones are asked for again
     */
    public BlocksRoad(Link link, int blockBytes, Duration patience) {
        this.link = link;
        this.blockBytes = blockBytes;
        this.patience = patience;
        link.listen(Channel.BLOCKS_DATA, this::arrived);
    }

    boolean open() {
        return link.connected();
    }

    @Override
    public void bring(ArtifactDigest digest, Arrival arrival, Cancellation cancellation)
            throws UpdateFailure, IOException {
        if (!arrival.complete()) {
            transfer(BlockRequest.artifact(digest), arrival.offset(), cancellation, bytes -> {
                arrival.append(bytes, bytes.length);
                return !arrival.complete();
            });
        }
    }

    @Override
    public byte[] versions(Cancellation cancellation) throws UpdateFailure {
        var list = new ByteArrayOutputStream();
        try {
            transfer(BlockRequest.VERSIONS, 0, cancellation, bytes -> {
                list.writeBytes(bytes);
                if (list.size() > ProtocolJson.MAX_DOCUMENT_BYTES) {
                    throw new UpdateFailure(FailureCode.NETWORK, "the list of versions is too long");
                }
                return true;
            });
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return list.toByteArray();
    }

    private void transfer(String resource, long offset, Cancellation cancellation, BlockWindow.Sink sink)
            throws UpdateFailure, IOException {
        var id = nextTransfer.incrementAndGet();
        var inbox = new LinkedBlockingQueue<Block>(BlockWindow.AHEAD * 4);
        transfers.put(id, inbox);
        try {
            var window = new BlockWindow(offset, blockBytes, sink);
            pump(resource, id, window, inbox, cancellation);
        } finally {
            transfers.remove(id);
        }
    }

    private void pump(
            String resource, long id, BlockWindow window, BlockingQueue<Block> inbox, Cancellation cancellation)
            throws UpdateFailure, IOException {
        var silences = 0;
        while (!window.done()) {
            cancellation.check();
            for (var at : window.toAsk()) {
                ask(resource, id, at);
            }
            var block = next(inbox);
            if (block == null) {
                silences = refuseDeadLine(silences + 1);
                window.askAgain();
            } else {
                silences = 0;
                window.take(block);
            }
        }
    }

    private int refuseDeadLine(int silences) throws UpdateFailure {
        if (!link.connected()) {
            throw new UpdateFailure(FailureCode.NETWORK, "the line went down");
        }
        if (silences > BlockWindow.SILENCES_AT_MOST) {
            throw new UpdateFailure(FailureCode.TIMEOUT, "no block came after " + silences + " rounds of asking");
        }
        return silences;
    }

    private void ask(String resource, long id, long offset) throws UpdateFailure {
        if (!link.connected()) {
            throw new UpdateFailure(FailureCode.NETWORK, "the line is down");
        }
        var request = new BlockRequest(resource, offset, blockBytes);
        link.publish(
                new Link.Message(Channel.BLOCKS_GET, ProtocolJson.write(request), BlockWindow.correlation(id, offset)));
    }

    private @Nullable Block next(BlockingQueue<Block> inbox) throws UpdateFailure {
        try {
            return inbox.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "download stopped");
        }
    }

    private void arrived(Link.Message message) {
        var inbox = transfers.get(BlockWindow.transferOf(message.correlation()));
        if (inbox == null) {
            return; // late, or nobody's
        }
        try {
            // a full inbox drops the block: it is asked for again
            inbox.offer(Block.decode(message.payload()));
        } catch (MalformedMessage e) {
            // as if lost
        }
    }
}
