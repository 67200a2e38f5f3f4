package io.modelferry.agent.testing;

import io.modelferry.agent.update.Link;
import io.modelferry.protocol.Topics.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A line in memory: the test sees what the device sends and says what it receives. */
public final class LoopLink implements Link {

    private final Map<Channel, List<Consumer<Message>>> listeners = new ConcurrentHashMap<>();
    private final List<Runnable> onConnected = new ArrayList<>();
    private final List<Message> sent = new CopyOnWriteArrayList<>();
    private volatile Consumer<Message> server = message -> {};
    private volatile boolean up;
    private volatile boolean losing;
    private volatile boolean holding;
    private final Queue<CompletableFuture<Void>> unanswered = new ConcurrentLinkedQueue<>();

    public void connect() {
        up = true;
        onConnected.forEach(Runnable::run);
    }

    /** The next message does not get through, though the line is up. */
    public void loseNext() {
        losing = true;
    }

    /** From now on the server takes its time: see {@link #answer}. */
    public void holdAnswers() {
        holding = true;
    }

    /** To the oldest message that has none. */
    public void answer() {
        unanswered.remove().complete(null);
    }

    public void disconnect() {
        up = false;
    }

    public void answerWith(Consumer<Message> behaviour) {
        server = behaviour;
    }

    public void deliver(Message message) {
        listeners.getOrDefault(message.channel(), List.of()).forEach(listener -> listener.accept(message));
    }

    public List<byte[]> sent(Channel channel) {
        return sent.stream()
                .filter(message -> message.channel() == channel)
                .map(Message::payload)
                .toList();
    }

    @Override
    public boolean connected() {
        return up;
    }

    @Override
    public CompletableFuture<Void> publish(Message message) {
        if (!up) {
            return CompletableFuture.failedFuture(new IllegalStateException("down"));
        }
        if (losing) {
            losing = false;
            return CompletableFuture.failedFuture(new IllegalStateException("too many at once"));
        }
        sent.add(message);
        server.accept(message);
        var answer = new CompletableFuture<Void>();
        if (holding) {
            unanswered.add(answer);
        } else {
            answer.complete(null);
        }
        return answer;
    }

    @Override
    public void listen(Channel channel, Consumer<Message> listener) {
        listeners.computeIfAbsent(channel, _ -> new CopyOnWriteArrayList<>()).add(listener);
    }

    @Override
    public void onConnected(Runnable listener) {
        onConnected.add(listener);
    }

    @Override
    public void close() {
        up = false;
    }
}
