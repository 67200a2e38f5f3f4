package io.modelferry.control.platform;

import io.modelferry.protocol.ProtocolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events about things of one kind: the whole view of a thing as JSON, first at once and then whenever it changed. A
 * connection lasts a minute at most, then the other side asks again: whoever signed out, was removed or came with a token that ended
 * hears nothing more. Of a thing's watchers beyond 200 the oldest is let go.
 *
 * @param <K> what names a thing
 */
public final class ViewStream<K> {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MAX_WATCHERS = 200;

    private final String event;
    private final Map<K, Queue<Watcher>> watchers = new ConcurrentHashMap<>();

    /** @param event the events' name */
    public ViewStream(String event) {
        this.event = event;
    }

    /** One open connection and what it saw last. */
    private final class Watcher {

        private final SseEmitter emitter = new SseEmitter(LONGEST.toMillis());
        private String seen = "";

        /** @return false once the other side is gone */
        boolean show(String json) {
            if (json.equals(seen)) {
                return true;
            }
            try {
                emitter.send(SseEmitter.event().name(event).data(json, MediaType.APPLICATION_JSON));
                seen = json;
                return true;
            } catch (IOException | IllegalStateException gone) {
                return false;
            }
        }
    }

    /** Shows nothing before the next {@link #show}. */
    public SseEmitter open(K id) {
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

    /** @param view asked only for what is watched */
    public void show(Function<K, ? extends Optional<?>> view) {
        watchers.forEach((id, open) -> {
            if (!open.isEmpty()) {
                view.apply(id).ifPresent(now -> {
                    var json = new String(ProtocolJson.write(now), StandardCharsets.UTF_8);
                    open.removeIf(watcher -> !watcher.show(json));
                });
            }
        });
    }
}
