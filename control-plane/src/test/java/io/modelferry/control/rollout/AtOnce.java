package io.modelferry.control.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Several hands that begin together. */
final class AtOnce {

    private AtOnce() {}

    static <T> List<T> all(int hands, Callable<T> action) throws Exception {
        return all(Stream.generate(() -> action).limit(hands).toList());
    }

    /** @throws Exception the first that one of them threw */
    static <T> List<T> all(List<Callable<T>> actions) throws Exception {
        var barrier = new CyclicBarrier(actions.size());
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (var action : actions) {
                futures.add(pool.submit(() -> {
                    barrier.await();
                    return action.call();
                }));
            }
            var results = new ArrayList<T>();
            for (var future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
