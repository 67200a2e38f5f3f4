package io.modelferry.control.rollout;

import io.modelferry.protocol.ProtocolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events: {@code rollout} with the whole view, whenever it changed, first at once. Read from the database, so it does
 * not matter which control plane does the work.
 */
@Component
class RolloutStream {

    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int MAX_WATCHERS = 200;

    private final Rollouts rollouts;
    private final Map<RolloutId, Queue<Watcher>> watchers = new ConcurrentHashMap<>();

    RolloutStream(Rollouts rollouts) {
        this.rollouts = rollouts;
    }

    /** One open connection and what it saw last. */
    private static final class Watcher {

        private final SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
        private String seen = "";

        /** @return false once the other side is gone */
        boolean show(String json) {
            if (json.equals(seen)) {
                return true;
            }
            try {
                emitter.send(SseEmitter.event().name("rollout").data(json, MediaType.APPLICATION_JSON));
                seen = json;
                return true;
            } catch (IOException | IllegalStateException gone) {
                return false;
            }
        }
    }

    SseEmitter open(RolloutId id) {
        var watcher = new Watcher();
        var others = watchers.computeIfAbsent(id, key -> new ConcurrentLinkedQueue<>());
        if (others.size() >= MAX_WATCHERS) {
            var oldest = others.poll();
            if (oldest != null) {
                oldest.emitter.complete();
            }
        }
        watcher.emitter.onCompletion(() -> others.remove(watcher));
        watcher.emitter.onTimeout(watcher.emitter::complete);
        others.add(watcher);
        return watcher.emitter;
    }

    @Scheduled(fixedDelayString = "${modelferry.rollout.tick:1s}")
    void show() {
        watchers.forEach((id, open) -> {
            if (!open.isEmpty()) {
                rollouts.find(id).ifPresent(view -> {
                    var json = new String(ProtocolJson.write(view), StandardCharsets.UTF_8);
                    open.removeIf(watcher -> !watcher.show(json));
                });
            }
        });
    }
}
