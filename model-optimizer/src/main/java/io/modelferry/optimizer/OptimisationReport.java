package io.modelferry.optimizer;

import io.modelferry.optimizer.graph.Rewritten.Changed;
import io.modelferry.optimizer.graph.Rewritten.LeftAlone;
import java.util.List;

/**
 * What became of a file.
 *
 * @param outcome in one word
 * @param lengthAfter as before, if nothing changed
 * @param changed what has the new form now
 * @param leftAlone what is of a kind that could have it, and why it does not
 */
public record OptimisationReport(
        Outcome outcome, long lengthBefore, long lengthAfter, List<Changed> changed, List<LeftAlone> leftAlone) {

    /** What became of it, stable and for machines. */
    public enum Outcome {
        CHANGED,
        /** No layer can have the new form. */
        NOTHING_TO_CHANGE,
        /** It came quantised, for example from quantisation-aware training: it is its own variant, as it is. */
        ALREADY_QUANTISED
    }

    public OptimisationReport {
        changed = List.copyOf(changed);
        leftAlone = List.copyOf(leftAlone);
    }

    /** Whether a file was written. */
    public boolean isChanged() {
        return outcome == Outcome.CHANGED;
    }
}
