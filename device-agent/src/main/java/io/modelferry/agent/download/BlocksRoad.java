package io.modelferry.agent.download;

import static io.modelferry.agent.download.HttpDoor.network;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Link;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.blocks.BlockRequest;
import io.modelferry.protocol.report.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes over MQTT, block by block. The device asks for a few blocks ahead, puts them in order, and asks again for what was
 * lost; an answer is matched by its correlation data, so a late or doubled one is simply nobody's.
 */
public final class BlocksRoad implements Road {

    /** Rounds of asking again without an answer before a transfer gives up. Each waits twice as long as the one before. */
    static final int SILENCES_AT_MOST = 5;

    private final Link link;
    private final int blockBytes;
    private final Duration patience;
    private final Ticks ticks;
    private final AtomicLong nextTransfer = new AtomicLong();
    private final ConcurrentHashMap<Long, BlockInbox> transfers = new ConcurrentHashMap<>();

    /**
     * @param blockBytes 1 to {@link BlockRequest#MAX_BLOCK_BYTES}
     * @param patience without any block before the missing ones are asked for again, the first time
     */
    public BlocksRoad(Link link, int blockBytes, Duration patience, Ticks ticks) {
        this.link = link;
        this.blockBytes = blockBytes;
        this.patience = patience;
        this.ticks = ticks;
        link.listen(Channel.BLOCKS_DATA, this::arrived);
    }

    boolean open() {
        return link.connected();
    }

    @Override
    public void bring(Arrival arrival, Purse purse, Cancellation cancellation) throws UpdateFailure, IOException {
        if (arrival.complete()) {
            return;
        }
        purse.mayAsk();
        transfer(BlockRequest.artifact(arrival.digest()), arrival.offset(), cancellation, bytes -> {
            arrival.append(bytes, bytes.length);
            purse.came(bytes.length);
            if (arrival.complete()) {
                return false;
            }
            purse.mayAsk();
            return true;
        });
        if (!arrival.complete()) {
            throw network(
                    "the server's file ends after %d bytes, not %d".formatted(arrival.offset(), arrival.lengthBytes()));
        }
    }

    @Override
    public Optional<byte[]> metadata(String file, int mostBytes, Cancellation cancellation) throws UpdateFailure {
        var document = new Document(file, mostBytes);
        try {
            transfer(BlockRequest.metadata(file), 0, cancellation, document);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return document.absent ? Optional.empty() : Optional.of(document.bytes.toByteArray());
    }

    private static final class Document implements BlockWindow.Sink {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final String file;
        private final int mostBytes;
        private boolean absent;

        Document(String file, int mostBytes) {
            this.file = file;
            this.mostBytes = mostBytes;
        }

        @Override
        public boolean take(byte[] block) throws UpdateFailure {
            bytes.writeBytes(block);
            if (bytes.size() > mostBytes) {
                throw network(file + " has more than " + mostBytes + " bytes");
            }
            return true;
        }

        @Override
        public void absent() {
            absent = true;
        }
    }

    private void transfer(String resource, long offset, Cancellation cancellation, BlockWindow.Sink sink)
            throws UpdateFailure, IOException {
        var id = nextTransfer.incrementAndGet();
        var inbox = new BlockInbox(ticks, cancellation);
        transfers.put(id, inbox);
        try {
            pump(resource, id, new BlockWindow(offset, blockBytes, sink), inbox);
        } finally {
            transfers.remove(id);
        }
    }

    private void pump(String resource, long id, BlockWindow window, BlockInbox inbox)
            throws UpdateFailure, IOException {
        var silences = 0;
        var quietSince = ticks.nanos();
        while (!window.done()) {
            for (var at : window.toAsk()) {
                ask(resource, id, at);
            }
            var wait = patience.multipliedBy(1L << silences);
            var block = inbox.next(quietSince, wait);
            if (block != null && window.take(block)) {
                silences = 0;
                quietSince = ticks.nanos();
            } else if (ticks.nanos() - quietSince >= wait.toNanos()) {
                silences = refuseDeadLine(silences + 1);
                window.silence();
                quietSince = ticks.nanos();
            }
        }
    }

    private int refuseDeadLine(int silences) throws UpdateFailure {
        if (!link.connected()) {
            throw network("the line went down");
        }
        if (silences > SILENCES_AT_MOST) {
            throw new UpdateFailure(FailureCode.TIMEOUT, "no block came after " + silences + " rounds of asking");
        }
        return silences;
    }

    private void ask(String resource, long id, long offset) throws UpdateFailure {
        if (!link.connected()) {
            throw network("the line is down");
        }
        var request = new BlockRequest(resource, offset, blockBytes);
        link.publish(
                new Link.Message(Channel.BLOCKS_GET, ProtocolJson.write(request), BlockWindow.correlation(id, offset)));
    }

    private void arrived(Link.Message message) {
        var inbox = transfers.get(BlockWindow.transferOf(message.correlation()));
        if (inbox == null) {
            return; // late, or nobody's
        }
        try {
            inbox.offer(Block.decode(message.payload()));
        } catch (MalformedMessage e) {
            // as if lost
        }
    }
}
