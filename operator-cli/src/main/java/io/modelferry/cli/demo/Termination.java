package io.modelferry.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends processes: SIGTERM, then SIGKILL for them and for whatever they had started, if they are not gone within the grace.
 *
 * @param processes the roots; their descendants are noted before anything is sent
 */
record Termination(List<ProcessHandle> processes, Duration grace) {

    static Termination of(List<ProcessHandle> processes, Duration grace) {
        return new Termination(processes, grace);
    }

    void carryOut() {
        var everybody = withDescendants();
        processes.forEach(ProcessHandle::destroy);
        await(everybody, grace);
        everybody.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        await(everybody, Duration.ofSeconds(5));
    }

    private List<ProcessHandle> withDescendants() {
        var everybody = new ArrayList<>(processes);
        processes.forEach(process -> process.descendants().forEach(everybody::add));
        return everybody;
    }

    private static void await(List<ProcessHandle> processes, Duration atMost) {
        var gone = CompletableFuture.allOf(
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            gone.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // whoever is left is killed next
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
