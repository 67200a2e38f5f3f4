package io.modelferry.agent.download;

import static io.modelferry.agent.download.HttpDoor.network;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.blocks.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which blocks of one transfer are here, on their way, or still to ask for. No I/O of its own but its sink's.
 * <p>Silence halves the window and each block widens it by one: on a line slower than the window asking again would only add to
 * what is on its way.
 */
final class BlockWindow {

    /**
     * Blocks asked for and not yet here, at most. A fourth of the line's receive maximum, so that a goal is never stuck behind
     * them.
     */
    static final int AHEAD = 8;

    private static final int LEAST_AHEAD = 2;
    private static final int CORRELATION_BYTES = 16;

    /** Takes bytes in order. */
    interface Sink {

        /** @return false once it needs no more */
        boolean take(byte[] bytes) throws UpdateFailure, IOException;

        /** There is no such resource: that ends the transfer. */
        default void absent() throws UpdateFailure {
            throw network("the server answered " + Block.Status.NO_SUCH_RESOURCE);
        }
    }

    private final int blockBytes;
    private final Sink sink;
    private final Set<Long> flying = new HashSet<>();
    private final Set<Long> asked = new HashSet<>();
    private final TreeMap<Long, byte[]> early = new TreeMap<>();
    private int width = AHEAD;
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
        var most = total < 0 ? 1 : Math.max(width, early.size() + 1); // the next one is asked for in any case
        for (var at = next; flying.size() + early.size() < most && (total < 0 || at < total); at += blockBytes) {
            if (!early.containsKey(at) && flying.add(at)) {
                asked.add(at);
                now.add(at);
            }
        }
        return now;
    }

    /** Nothing came for long: what was on its way may be lost. */
    void silence() {
        flying.clear();
        width = Math.max(LEAST_AHEAD, width / 2);
    }

    /**
     * @return whether it was one that is needed
     * @throws UpdateFailure NETWORK if the server refuses, or tells of two lengths
     */
    boolean take(Block block) throws UpdateFailure, IOException {
        return switch (block.status()) {
            case HERE -> place(block);
            case TRY_LATER -> false; // the silence that follows is the pause the server asked for
            case NO_SUCH_RESOURCE -> {
                sink.absent();
                done = true;
                yield true;
            }
            case NOT_YOURS, PAST_THE_END -> throw network("the server answered " + block.status());
        };
    }

    private boolean place(Block block) throws UpdateFailure, IOException {
        if (!asked.remove(block.offset()) || block.bytes().length > blockBytes) {
            return false; // a duplicate, or not what was asked
        }
        flying.remove(block.offset());
        width = Math.min(AHEAD, width + 1);
        requireOneLength(block);
        if (block.bytes().length == 0 && block.offset() < total) {
            throw network("an empty block in the middle");
        }
        early.put(block.offset(), block.bytes());
        handOn();
        return true;
    }

    private void requireOneLength(Block block) throws UpdateFailure {
        if (total >= 0 && total != block.totalBytes()) {
            throw network("a resource of %d bytes and of %d".formatted(total, block.totalBytes()));
        }
        total = block.totalBytes();
    }

    private void handOn() throws UpdateFailure, IOException {
        for (var ready = early.remove(next); ready != null && !done; ready = early.remove(next)) {
            next += ready.length;
            done = !sink.take(ready) || next >= total;
        }
        early.headMap(next).clear(); // overtaken by a block that was shorter than asked
        asked.removeIf(at -> at < next);
        flying.removeIf(at -> at < next);
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
