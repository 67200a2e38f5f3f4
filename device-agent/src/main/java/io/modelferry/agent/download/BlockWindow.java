package io.modelferry.agent.download;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.report.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which blocks of one transfer are here, on their way, or still to ask for. No I/O of its own but its sink's. */
final class BlockWindow {

    /** Blocks asked for and not yet here. */
    static final int AHEAD = 8;

    /** Rounds of asking again without an answer before a transfer gives up. */
    static final int SILENCES_AT_MOST = 5;

    private static final int CORRELATION_BYTES = 16;

    /** Takes bytes in order. */
    interface Sink {

        /** @return false once it needs no more */
        boolean take(byte[] bytes) throws UpdateFailure, IOException;
    }

    private final int blockBytes;
    private final Sink sink;
    private final TreeSet<Long> asked = new TreeSet<>();
    private final TreeMap<Long, byte[]> early = new TreeMap<>();
    private long next;
    private long total = -1;
    private boolean done;

    BlockWindow(long offset, int blockBytes, Sink sink) {
        this.next = offset;
        this.blockBytes = blockBytes;
        this.sink = sink;
    }

    boolean done() {
        return done;
    }

    /** Offsets to ask for now. Before the first answer tells the total, one block is asked for. */
    List<Long> toAsk() {
        var now = new ArrayList<Long>();
        var ahead = total < 0 ? 1 : AHEAD;
        for (var at = next; asked.size() + early.size() < ahead && (total < 0 || at < total); at += blockBytes) {
            if (!early.containsKey(at) && asked.add(at)) {
                now.add(at);
            }
            if (total < 0) {
                break;
            }
        }
        return now;
    }

    void askAgain() {
        asked.clear();
    }

    void take(Block block) throws UpdateFailure, IOException {
        switch (block.status()) {
            case HERE -> place(block);
            case TRY_LATER -> {
                // the silence that follows is the pause the server asked for
            }
            case NO_SUCH_RESOURCE, NOT_YOURS, PAST_THE_END ->
                throw new UpdateFailure(FailureCode.NETWORK, "the server answered " + block.status());
        }
    }

    private void place(Block block) throws UpdateFailure, IOException {
        if (!asked.remove(block.offset()) || block.bytes().length > blockBytes) {
            return; // a duplicate, or not what was asked
        }
        total = block.totalBytes();
        if (block.bytes().length == 0 && block.offset() < total) {
            throw new UpdateFailure(FailureCode.NETWORK, "an empty block in the middle");
        }
        early.put(block.offset(), block.bytes());
        for (var ready = early.remove(next); ready != null && !done; ready = early.remove(next)) {
            next += ready.length;
            done = !sink.take(ready) || next >= total;
        }
        if (!done && !early.isEmpty() && early.firstKey() < next) {
            early.headMap(next).clear();
        }
    }

    /** Transfer and offset, 8 bytes each: what an answer must repeat. */
    static byte[] correlation(long transfer, long offset) {
        return ByteBuffer.allocate(CORRELATION_BYTES)
                .putLong(transfer)
                .putLong(offset)
                .array();
    }

    /** @return 0, nobody's number, for foreign data */
    static long transferOf(byte[] correlation) {
        return correlation.length == CORRELATION_BYTES
                ? ByteBuffer.wrap(correlation).getLong()
                : 0;
    }
}
