package io.modelferry.delta.generate;

import io.modelferry.delta.format.Match;
import io.modelferry.delta.format.Section;

/**
 * What the base holds for a piece of the target.
 *
 * @param index   counts the extents of the base
 * @param isSame whether the two hold the same bytes
 */
record Counterpart(Match match, int index, boolean isSame) {

    static final Counterpart NONE = new Counterpart(Match.NONE, Section.NO_BASE, false);

    static Counterpart same(Match match, int index) {
        return new Counterpart(match, index, true);
    }

    static Counterpart other(Match match, int index) {
        return new Counterpart(match, index, false);
    }

    boolean exists() {
        return match != Match.NONE;
    }
}
