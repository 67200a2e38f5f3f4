package io.modelferry.control.optimisation.internal;

import io.modelferry.optimizer.OptimisationReport;
import io.modelferry.optimizer.Optimizer;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.acceptance.Measurement;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Makes and measures model files. */
@Component
public class Workshop {

    private static final long SPARE_BYTES = 32 << 20;

    /** A file that cannot become this variant, or does not run. The message says which and why. */
    public static final class Unfit extends Exception {
        Unfit(String reason, Exception cause) {
            super(reason, cause);
        }

        Unfit(String reason) {
            super(reason);
        }
    }

    /**
     * Writes the dynamically quantised model.
     *
     * @return whether there was anything to quantise; if not, nothing was written
     * @throws Unfit if the model cannot be quantised at all, or not within this process's memory
     */
    public OptimisationReport quantise(Path published, Path into) throws Unfit, IOException {
        requireMemory(Files.size(published));
        try {
            return Optimizer.optimise(published, DynamicQuantisation.INT8, into);
        } catch (CannotRewrite | MalformedModel e) {
            throw new Unfit(String.valueOf(e.getMessage()), e);
        }
    }

    /** The rewriter holds the model once and its new weights, a quarter of it, beside it. */
    private static void requireMemory(long modelBytes) throws Unfit {
        var runtime = Runtime.getRuntime();
        var free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
        var needed = modelBytes + modelBytes / 4 + SPARE_BYTES;
        if (needed > free) {
            throw new Unfit("quantising it needs %d MiB of heap where %d MiB are free; give the control plane more"
                    .formatted(needed >> 20, free >> 20));
        }
    }

    /** @throws Unfit if the model does not load or run */
    public Measurement measure(Path model, Path acceptanceSet) throws Unfit, IOException {
        try {
            return new Evaluation().evaluate(model, AcceptanceSet.read(acceptanceSet));
        } catch (CannotRun e) {
            throw new Unfit(String.valueOf(e.getMessage()), e);
        } catch (BadAcceptanceSet e) {
            throw new IllegalStateException("the set was read when it was uploaded", e);
        }
    }

    /** Loads the model and lets it go: proof that ONNX Runtime takes it, for versions without an acceptance set. */
    public void probe(Path model) throws Unfit {
        try {
            new Evaluation().probe(model);
        } catch (CannotRun e) {
            throw new Unfit(String.valueOf(e.getMessage()), e);
        }
    }
}
