package io.modelferry.control.optimisation.internal;

import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.acceptance.Evaluation;
import io.modelferry.optimizer.acceptance.Measurement;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.quantise.CannotQuantise;
import io.modelferry.optimizer.quantise.DynamicQuantiser;
import io.modelferry.optimizer.quantise.QuantisationReport;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/** Makes and measures model files. */
@Component
public class Workshop {

    /** A file that cannot become this variant, or does not run. The message says which and why. */
    public static final class Unfit extends Exception {
        Unfit(String reason, Exception cause) {
            super(reason, cause);
        }
    }

    /**
     * Writes the dynamically quantised model.
     *
     * @return whether there was anything to quantise; if not, nothing was written
     * @throws Unfit if the model cannot be quantised at all
     */
    public QuantisationReport quantise(Path published, Path into) throws Unfit, IOException {
        try {
            return new DynamicQuantiser().quantise(published, into);
        } catch (CannotQuantise | MalformedModel e) {
            throw new Unfit(String.valueOf(e.getMessage()), e);
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
