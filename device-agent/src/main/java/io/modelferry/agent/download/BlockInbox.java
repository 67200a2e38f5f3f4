package io.modelferry.agent.download;

import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.blocks.Block;
import io.modelferry.protocol.report.FailureCode;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Blocks of one transfer between the line's thread and the one that downloads. */
final class BlockInbox {

    /** How soon a cancelled transfer ends. */
    private static final long GLANCE_MILLIS = 50;

    private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(BlockWindow.AHEAD * 4);
    private final Ticks ticks;
    private final Cancellation cancellation;

    BlockInbox(Ticks ticks, Cancellation cancellation) {
        this.ticks = ticks;
        this.cancellation = cancellation;
    }

    /** Never waits: a block that finds no room is lost, and asked for again. */
    void offer(Block block) {
        blocks.offer(block);
    }

    /** @return one that is here, or comes before {@code patience} has passed since {@code quietSince}, in ticks; else null */
    @Nullable
    Block next(long quietSince, Duration patience) throws UpdateFailure {
        var block = blocks.poll();
        while (block == null && ticks.nanos() - quietSince < patience.toNanos()) {
            cancellation.check();
            block = poll();
        }
        cancellation.check();
        return block;
    }

    private @Nullable Block poll() throws UpdateFailure {
        try {
            return blocks.poll(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "download stopped");
        }
    }
}
