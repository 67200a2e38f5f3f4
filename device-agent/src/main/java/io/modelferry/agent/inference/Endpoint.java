package io.modelferry.agent.inference;

import io.modelferry.agent.inference.InferenceRefused.NoSuchModel;
import io.modelferry.agent.inference.InferenceRefused.Paused;
import io.modelferry.agent.inference.ModelRuntime.Served;
import io.modelferry.agent.inference.ModelRuntime.Statistics;
import io.modelferry.protocol.ModelName;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What answers under one name. Requests look here without a lock; swaps of one name hold {@code this} and come one by one. */
final class Endpoint {

    private sealed interface State {
        record Empty() implements State {}

        record Serving(ServedModel model) implements State {}

        /** @param before closed or closing: good for its description alone */
        record Pause(ServedModel before, CountDownLatch over) implements State {}
    }

    private static final State EMPTY = new State.Empty();

    private final ModelName model;
    private final AtomicReference<State> state = new AtomicReference<>(EMPTY);
    private volatile boolean swapping;
    private volatile @Nullable ShadowLane shadow;

    Endpoint(ModelName model) {
        this.model = model;
    }

    ModelName model() {
        return model;
    }

    /**
     * What answers now; while nothing may, waits for it.
     *
     * @param deadline by {@link System#nanoTime}
     * @throws Paused if the wait took too long
     */
    ServedModel await(long deadline) throws NoSuchModel, Paused {
        while (true) {
            switch (state.get()) {
                case State.Serving(var now) -> {
                    return now;
                }
                case State.Pause pause -> await(pause, deadline);
                case State.Empty() -> throw nothingHere();
            }
        }
    }

    private void await(State.Pause pause, long deadline) throws Paused {
        try {
            if (pause.over().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Paused("%s is being replaced, and two of it do not fit in memory: it answers again in a moment"
                .formatted(model));
    }

    /** What answers, or did until the pause that is under way. */
    @Nullable
    ServedModel described() {
        return switch (state.get()) {
            case State.Serving(var now) -> now;
            case State.Pause(var last, var _) -> last;
            case State.Empty() -> null;
        };
    }

    ServedModel describedOrThrow() throws NoSuchModel {
        var described = described();
        if (described == null) {
            throw nothingHere();
        }
        return described;
    }

    private NoSuchModel nothingHere() {
        return new NoSuchModel("no model " + model + " is served here");
    }

    Optional<Served> served() {
        var paused = state.get() instanceof State.Pause;
        return Optional.ofNullable(described())
                .map(now -> new Served(model, now.slot(), now.session().signature(), paused));
    }

    Optional<Statistics> statistics() {
        return Optional.ofNullable(described()).map(now -> now.tally().statistics(swapping));
    }

    /** Requests wait until {@link #serve} or {@link #retire}. */
    void pause(ServedModel last) {
        state.set(new State.Pause(last, new CountDownLatch(1)));
    }

    /** @return what answered until now, which is the caller's to release; null if nothing did */
    @Nullable
    ServedModel serve(ServedModel next) {
        return become(new State.Serving(next));
    }

    @Nullable
    ServedModel retire() {
        return become(EMPTY);
    }

    private @Nullable ServedModel become(State next) {
        return switch (state.getAndSet(next)) {
            case State.Serving(var last) -> last;
            case State.Pause pause -> {
                pause.over().countDown();
                yield null; // released when the pause began
            }
            case State.Empty() -> null;
        };
    }

    boolean swapping() {
        return swapping;
    }

    void swapping(boolean underWay) {
        swapping = underWay;
    }

    @Nullable
    ShadowLane shadow() {
        return shadow;
    }

    /** @param lane null for none; the one until now ends */
    void shadow(@Nullable ShadowLane lane) {
        var last = shadow;
        shadow = lane;
        if (last != null) {
            last.close();
        }
    }
}
