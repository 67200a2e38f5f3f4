package io.modelferry.cli.bench.stats;

import io.modelferry.statistics.Bounds;
import io.modelferry.statistics.RatioSample;
import java.util.Optional;

/** Two arms that answer window by window, as an analyst sees them. */
interface Arms {

    /** Both arms answer for one more window. */
    void window();

    /** @return bounds of a change that is 0 for equal arms, at {@link Outcome#ALPHA} */
    Optional<Bounds> change();

    /** What a z-test over clusters would show now. */
    double z();

    /** 0 where nothing spread: such a test calls nothing. */
    static double z(RatioSample treatment, RatioSample control) {
        var error = Math.hypot(treatment.standardError(), control.standardError());
        return error > 0 ? (treatment.estimate() - control.estimate()) / error : 0;
    }
}
