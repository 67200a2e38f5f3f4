package io.modelferry.control.rollout;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Lets the engine look at every tick. */
@Component
class RolloutClock {

    private final RolloutEngine engine;

    RolloutClock(RolloutEngine engine) {
        this.engine = engine;
    }

    @Scheduled(fixedDelayString = "${modelferry.rollout.tick:1s}")
    void tick() {
        engine.tick();
    }
}
