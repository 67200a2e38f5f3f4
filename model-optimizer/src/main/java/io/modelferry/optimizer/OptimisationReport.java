package io.modelferry.optimizer;

import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import java.util.List;

/**
 * What became of a file.
 *
 * @param lengthAfter as before, if nothing changed
 * @param changed what has the new form now
 * @param leftAlone what is of a kind that could have it, and why it does not
 */
public record OptimisationReport(
        long lengthBefore, long lengthAfter, List<Changed> changed, List<LeftAlone> leftAlone) {

    public OptimisationReport {
        changed = List.copyOf(changed);
        leftAlone = List.copyOf(leftAlone);
    }

    /** Whether a file was written. */
    public boolean isChanged() {
        return !changed.isEmpty();
    }
}
