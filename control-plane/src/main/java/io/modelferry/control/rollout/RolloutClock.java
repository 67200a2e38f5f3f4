package io.modelferry.control.rollout;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Lets the engine look at every tick, and keeps the time it takes. */
@Component
class RolloutClock {

    private final RolloutEngine engine;
    private final Timer time;

    RolloutClock(RolloutEngine engine, MeterRegistry meters) {
        this.engine = engine;
        this.time = Timer.builder("modelferry.rollout.tick")
                .description("one look at every rollout that can move")
                .register(meters);
    }

    @Scheduled(fixedDelayString = "${modelferry.rollout.tick:1s}")
    void tick() {
        while (Boolean.TRUE.equals(time.record(engine::tick))
                && !Thread.currentThread().isInterrupted()) {
            // there is more to do at once
        }
    }
}
