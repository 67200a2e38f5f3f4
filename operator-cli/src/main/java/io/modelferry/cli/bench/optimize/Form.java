package io.modelferry.cli.bench.optimize;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.acceptance.AcceptanceSet;
import io.modelferry.optimizer.acceptance.BadAcceptanceSet;
import io.modelferry.optimizer.acceptance.CannotRun;
import io.modelferry.optimizer.calibrate.Calibration;
import io.modelferry.optimizer.calibrate.RangeMethod;
import io.modelferry.optimizer.calibrate.Stage;
import io.modelferry.optimizer.graph.CannotRewrite;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.recipe.DynamicQuantisation;
import io.modelferry.optimizer.recipe.HalfPrecision;
import io.modelferry.optimizer.recipe.StaticQuantisation;
import io.modelferry.optimizer.recipe.Technique;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;

/** What both sides make of a model: the first three each with its defaults. */
enum Form {
    DYNAMIC,
    STATIC,
    FP16,

    /** Dynamic with a scale for each channel and codes of seven bits, as the makers of the text models released theirs. */
    RELEASED;

    /** As the reference script is asked. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** With the measured half done. */
    Technique technique(BenchedModel model)
            throws MalformedModel, BadAcceptanceSet, CannotRewrite, CannotRun, IOException {
        return switch (this) {
            case DYNAMIC -> DynamicQuantisation.INT8;
            case RELEASED -> new DynamicQuantisation(EightBit.INT8, true, true, Collections.emptySortedSet());
            case FP16 -> HalfPrecision.FP16;
            case STATIC -> {
                var set = AcceptanceSet.readForCalibration(model.calibration());
                var calibration = new Calibration(new RangeMethod.MinMax(), Stage.SILENT);
                yield Calibration.needed(
                        model.model(), calibration.measure(model.model(), StaticQuantisation.INT8, set));
            }
        };
    }
}
