package io.modelferry.agent.testing;

import io.modelferry.agent.inference.InferenceListener;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Holds some answers back, and with each the lease of the session that gave it. */
public final class HeldAnswers implements InferenceListener {

    private final Predicate<Answered> which;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch mayLeave = new CountDownLatch(1);
    private final AtomicLong rejected = new AtomicLong();

    public HeldAnswers(Predicate<Answered> which) {
        this.which = which;
    }

    /** Waits until one is held. */
    public void awaitOne() throws InterruptedException {
        entered.await();
    }

    public long rejected() {
        return rejected.get();
    }

    /** Holds none any more. */
    public void release() {
        mayLeave.countDown();
    }

    @Override
    public void answered(Answered answered) {
        if (!which.test(answered)) {
            return;
        }
        entered.countDown();
        try {
            mayLeave.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void failed(ModelName model, ArtifactDigest digest, boolean inSwap) {}

    @Override
    public void rejected(ModelName model, ArtifactDigest digest) {
        rejected.incrementAndGet();
    }

    @Override
    public void swapped(ModelName model, ArtifactDigest digest) {}
}
