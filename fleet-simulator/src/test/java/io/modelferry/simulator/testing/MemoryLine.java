package io.modelferry.simulator.testing;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics.Channel;
import io.modelferry.simulator.device.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A line without a wire. It can be forbidden to come up. */
public final class MemoryLine implements Line {

    private final DeviceId device;
    private final FakeControlPlane server;
    private final Map<Channel, List<Consumer<Message>>> listeners = new EnumMap<>(Channel.class);
    private final List<Runnable> onConnected = new ArrayList<>();
    private volatile boolean up;
    private volatile boolean possible = true;

    MemoryLine(DeviceId device, FakeControlPlane server) {
        this.device = device;
        this.server = server;
    }

    /** Pulls the plug, or puts it back: then it is the device's to connect. */
    public void possible(boolean now) {
        possible = now;
        up = up && now;
    }

    @Override
    public CompletableFuture<Void> connect() {
        if (!possible) {
            return CompletableFuture.failedFuture(new IOException("the plug is out"));
        }
        up = true;
        onConnected.forEach(Runnable::run);
        server.subscribed(device);
        return CompletableFuture.completedFuture(null);
    }

    void deliver(Message message) {
        if (up) {
            listeners.getOrDefault(message.channel(), List.of()).forEach(listener -> listener.accept(message));
        }
    }

    @Override
    public boolean connected() {
        return up;
    }

    @Override
    public CompletableFuture<Void> publish(Message message) {
        if (!up) {
            return CompletableFuture.failedFuture(new IOException("down"));
        }
        server.receive(device, message);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void listen(Channel channel, Consumer<Message> listener) {
        listeners.computeIfAbsent(channel, _ -> new ArrayList<>()).add(listener);
    }

    @Override
    public void onConnected(Runnable listener) {
        onConnected.add(listener);
    }

    @Override
    public void vanish() {
        up = false;
    }

    @Override
    public CompletableFuture<Void> leave() {
        up = false;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        leave();
    }
}
