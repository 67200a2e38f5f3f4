package io.modelferry.delta.generate;

import io.modelferry.delta.format.Match;
import io.modelferry.delta.format.Section;

/** What the base holds for a piece of the target; {@code index} counts the extents of the base. */
record Counterpart(Match match, int index) {

    static final Counterpart NONE = new Counterpart(Match.NONE, Section.NO_BASE);

    boolean exists() {
        return match != Match.NONE;
    }
}
