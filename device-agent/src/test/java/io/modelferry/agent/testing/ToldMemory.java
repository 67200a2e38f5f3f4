package io.modelferry.agent.testing;

import io.modelferry.agent.inference.Memory;

/** Tells what it is told to tell: at first, that there is none. */
public final class ToldMemory implements Memory {

    private volatile long available;

    public void available(long bytes) {
        available = bytes;
    }

    @Override
    public long availableBytes() {
        return available;
    }

    @Override
    public long residentBytes() {
        return 0;
    }
}
