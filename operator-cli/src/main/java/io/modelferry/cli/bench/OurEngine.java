package io.modelferry.cli.bench;

import io.modelferry.delta.DeltaException;
import io.modelferry.delta.apply.DeltaApplier;
import io.modelferry.delta.generate.DeltaGenerator;
import java.io.IOException;
import java.nio.file.Path;

/** The one place that knows how the delta engine is called; how hard it shall try belongs here too. */
final class OurEngine {

    /** @return the patch's length */
    long diff(Path base, Path target, Path patch) throws DeltaException, IOException {
        return new DeltaGenerator().generate(base, target, patch).patchBytes();
    }

    void apply(Path base, Path patch, Path out) throws DeltaException, IOException {
        new DeltaApplier().apply(base, patch, out);
    }
}
