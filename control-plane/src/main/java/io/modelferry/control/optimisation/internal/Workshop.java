package io.modelferry.control.optimisation.internal;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.optimizer.worker.Job;
import io.modelferry.optimizer.worker.Limits;
import io.modelferry.optimizer.worker.Message.Failed;
import io.modelferry.optimizer.worker.Message.Progress;
import io.modelferry.optimizer.worker.Message.Reason;
import io.modelferry.optimizer.worker.Message.Result;
import io.modelferry.optimizer.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Does jobs on model files, each in a process of its own with limits. What an earlier start left on the bench is cleared away. */
@Component
public class Workshop {

    private final Worker worker;
    private final Path bench;

    Workshop(DataFolder data, ModelferryConfiguration configuration) throws IOException {
        var settings = configuration.optimisation();
        this.bench = data.folder("work/optimisation");
        clear(bench);
        this.worker = new Worker(
                new Limits(
                        settings.workerHeap().toBytes(), settings.workerMemory().toBytes(), settings.workerTime()),
                bench);
    }

    /** A name on the bench for a file that is being made. */
    public Path file(String name) {
        return bench.resolve(name);
    }

    /**
     * Of a job that a limit ended the detail names the setting.
     *
     * @see Worker#run
     */
    public Result run(Job job, Consumer<Progress> progress, BooleanSupplier cancelled)
            throws IOException, InterruptedException {
        var result = worker.run(job, progress, cancelled);
        return result instanceof Failed failed
                ? new Failed(failed.reason(), failed.detail() + remedy(failed.reason()))
                : result;
    }

    private static String remedy(Reason reason) {
        return switch (reason) {
            case OUT_OF_MEMORY -> "; modelferry.optimisation.worker-heap and worker-memory give more";
            case OUT_OF_TIME -> "; modelferry.optimisation.worker-time gives more";
            case BAD_JOB,
                    BAD_MODEL,
                    CANNOT_REWRITE,
                    CANNOT_RUN,
                    BAD_ACCEPTANCE_SET,
                    BAD_CALIBRATION_SET,
                    CANCELLED,
                    CRASHED -> "";
        };
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(one -> !one.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
