package io.modelferry.simulator.replay;

import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.report.FailureCode;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that the first who asks does and everybody else waits for. A refusal is kept as well: the bytes will not change. */
final class Once<K, V> {

    private final Map<K, FutureTask<V>> done = new ConcurrentHashMap<>();

    V of(K key, Callable<V> work) throws UpdateFailure {
        var task = new FutureTask<>(work);
        var first = done.putIfAbsent(key, task);
        if (first == null) {
            task.run();
        }
        return result(first == null ? task : first);
    }

    private V result(FutureTask<V> task) throws UpdateFailure {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpdateFailure(FailureCode.INTERRUPTED, "the simulator stops");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UpdateFailure refused) {
                throw new UpdateFailure(refused.code(), refused.detail(), refused);
            }
            throw new IllegalStateException("recording failed", e.getCause());
        }
    }
}
