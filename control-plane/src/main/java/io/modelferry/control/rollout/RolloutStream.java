package io.modelferry.control.rollout;

import io.modelferry.control.platform.ViewStream;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Events named {@code rollout}. Read from the database, so it does not matter which control plane does the work. */
@Component
class RolloutStream {

    private final Rollouts rollouts;
    private final ViewStream<RolloutId> stream = new ViewStream<>("rollout");

    RolloutStream(Rollouts rollouts) {
        this.rollouts = rollouts;
    }

    SseEmitter open(RolloutId id) {
        return stream.open(id);
    }

    @Scheduled(fixedDelayString = "${modelferry.rollout.tick:1s}")
    void show() {
        stream.show(rollouts::find);
    }
}
