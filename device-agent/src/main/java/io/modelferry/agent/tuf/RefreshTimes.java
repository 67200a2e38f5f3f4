package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.update.UpdateFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * {@code RefreshTimes REPOSITORY STORE TIMES}: refreshes from a folder of documents into a new store, everything new to it, again and again,
 * and prints how many nanoseconds of CPU the last took. {@code ferry bench agent} runs it in the package's heap.
 */
final class RefreshTimes {

    private RefreshTimes() {}

    public static void main(String... arguments) throws IOException, UpdateFailure, MetadataRefused {
        var repository = Path.of(arguments[0]);
        var threads = ManagementFactory.getThreadMXBean();
        var took = 0L;
        for (var time = Integer.parseInt(arguments[2]); time > 0; time--) {
            var store = MetadataStore.open(AgentFs.REAL, Path.of(arguments[1], String.valueOf(time)));
            store.keep(ROOT, Files.readAllBytes(repository.resolve("1.root.json")));
            var refresh = new Refresh(
                    store, (file, most) -> read(repository.resolve(file)), Limits.USUAL, InstantSource.system());
            var began = threads.getCurrentThreadCpuTime();
            refresh.run();
            took = threads.getCurrentThreadCpuTime() - began;
        }
        System.out.println(took);
    }

    private static Optional<byte[]> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
