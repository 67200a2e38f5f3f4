package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.protocol.blocks.Block;
import org.junit.jupiter.api.Test;

/** How many blocks are asked for at a time, and which. */
class BlockWindowTest {

    private static final int BLOCK = 1000;

    @Test
    void silenceNarrowsTheWindowAndBlocksWidenIt() throws Exception {
        var window = new BlockWindow(0, BLOCK, bytes -> true);
        window.toAsk();
        window.take(new Block(Block.Status.HERE, 0, 100L * BLOCK, new byte[BLOCK]));
        assertThat(window.toAsk()).hasSize(BlockWindow.AHEAD);

        window.silence();
        assertThat(window.toAsk()).hasSize(BlockWindow.AHEAD / 2);
        window.silence();
        assertThat(window.toAsk()).containsExactly(1000L, 2000L);
        window.take(new Block(Block.Status.HERE, 3000, 100L * BLOCK, new byte[BLOCK])); // late, from the first asking

        assertThat(window.toAsk()).isEmpty();
        window.take(new Block(Block.Status.HERE, 1000, 100L * BLOCK, new byte[BLOCK]));
        assertThat(window.toAsk()).containsExactly(4000L, 5000L);
    }

    @Test
    void theNextBlockIsAskedForHoweverManyLaterOnesAreHere() throws Exception {
        var window = new BlockWindow(0, BLOCK, bytes -> true);
        window.toAsk();
        window.take(new Block(Block.Status.HERE, 0, 100L * BLOCK, new byte[BLOCK]));
        window.toAsk();
        for (var at = 2000L; at <= 8000; at += BLOCK) {
            window.take(new Block(Block.Status.HERE, at, 100L * BLOCK, new byte[BLOCK]));
        }

        window.silence();

        assertThat(window.toAsk()).containsExactly(1000L);
    }
}
