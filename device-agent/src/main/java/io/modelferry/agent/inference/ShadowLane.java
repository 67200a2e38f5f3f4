package io.modelferry.agent.inference;

import ai.onnxruntime.OrtException;
import io.modelferry.agent.inference.Sessions.Opened;
import io.modelferry.agent.update.ModelHost.Compared;
import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.agent.update.Ticks;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.Shadow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A candidate beside the model that answers: sees copies of some inputs on one thread of its own, one at a time. Requests leave
 * an input here and go on; nothing that the candidate does reaches them. Inputs stay in memory until the candidate has seen them.
 */
final class ShadowLane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShadowLane.class);
    private static final long NANOS_PER_MICRO = 1000;
    private static final double P95 = 0.95;

    private record Sample(Map<String, Tensor> inputs, Map<String, Tensor> answered) {}

    private final ModelName model;
    private final Slot slot;
    private final Opened candidate;
    private final Shadow plan;
    private final Ticks ticks;
    private final InferenceListener listener;

    private final ArrayBlockingQueue<Sample> queue = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean free = new AtomicBoolean(true);
    private final AtomicLong requests = new AtomicLong();
    private volatile long restsUntil;
    private volatile boolean ended;
    private final Thread thread;

    private final LongAdder seen = new LongAdder();
    private final LongAdder agreed = new LongAdder();
    private final LongAdder passedOver = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LatencyHistogram latency = new LatencyHistogram();

    /** @param candidate its first lease is this lane's from now on */
    ShadowLane(ModelName model, Slot slot, Opened candidate, Shadow plan, Ticks ticks, InferenceListener listener) {
        this.model = model;
        this.slot = slot;
        this.candidate = candidate;
        this.plan = plan;
        this.ticks = ticks;
        this.listener = listener;
        this.restsUntil = ticks.nanos();
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("shadow-" + model)
                .priority(Thread.MIN_PRIORITY)
                .start(this::work);
    }

    ArtifactDigest digest() {
        return slot.digest();
    }

    /** On the thread of a request that has been answered. Never waits. */
    void offer(Map<String, Tensor> inputs, Map<String, Tensor> answered) {
        if (ended || !chosen(requests.getAndIncrement())) {
            return;
        }
        if (rests() || !free.compareAndSet(true, false)) {
            passOver();
            return;
        }
        try {
            queue.add(new Sample(copied(inputs), copied(answered)));
        } catch (OutOfMemoryError e) {
            free.set(true);
            passOver();
        }
    }

    /** Every n-th request and not a random one: the share holds over any stretch of requests. */
    private boolean chosen(long request) {
        return Math.floor((request + 1) * plan.share()) > Math.floor(request * plan.share());
    }

    private boolean rests() {
        return plan.maxCpuShare() <= 0 || ticks.nanos() - restsUntil < 0;
    }

    private void passOver() {
        passedOver.increment();
        listener.passedOver(model, digest());
    }

    /** An application may fill its buffers anew as soon as it has its answer. */
    private static Map<String, Tensor> copied(Map<String, Tensor> tensors) {
        var copies = new LinkedHashMap<String, Tensor>();
        tensors.forEach((name, tensor) -> copies.put(name, tensor.copy()));
        return copies;
    }

    private void work() {
        try {
            while (!ended) {
                var sample = queue.take();
                try {
                    compare(sample);
                } finally {
                    free.set(true);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the shadow of {} ends", model);
        } finally {
            queue.clear();
            candidate.session().release();
        }
    }

    private void compare(Sample sample) {
        var began = ticks.nanos();
        var outputs = run(sample.inputs());
        var lasted = Math.max(0, ticks.nanos() - began);
        // a run of t may be followed by the next after t / share: over time the candidate has no more than its share of
        // a core
        restsUntil = began + (long) (lasted / Math.min(1, plan.maxCpuShare()));
        count(outputs != null && Agreement.same(sample.answered(), outputs), lasted / NANOS_PER_MICRO);
    }

    /** @return null if it failed */
    private @Nullable Map<String, Tensor> run(Map<String, Tensor> inputs) {
        try {
            var outputs = candidate.session().run(inputs);
            if (outputs.values().stream().allMatch(Tensor::finite)) {
                return outputs;
            }
        } catch (OrtException | RuntimeException | OutOfMemoryError e) {
            LOG.debug("the candidate for {} failed in its shadow: {}", model, e.getMessage());
        }
        errors.increment();
        return null;
    }

    private void count(boolean same, long micros) {
        if (ended) {
            return;
        }
        seen.increment();
        latency.record(micros);
        if (same) {
            agreed.increment();
        }
        listener.shadowed(model, digest(), same, micros);
    }

    Compared compared() {
        return new Compared(seen.sum(), agreed.sum(), passedOver.sum(), errors.sum(), latency.quantile(P95));
    }

    /** @return the candidate with a lease for the caller; null if it is closing already */
    @Nullable
    Opened lease() {
        return candidate.session().lease() ? candidate : null;
    }

    /** Returns at once. A run that is under way goes to its end, unheard; the session is let go of after it. */
    @Override
    public void close() {
        ended = true;
        thread.interrupt();
    }
}
