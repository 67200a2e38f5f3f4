package io.modelferry.control.registry.diff;

import io.modelferry.control.registry.Versions.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * One input or output in two versions.
 *
 * @param before null if it is new
 * @param after null if it is gone
 * @param breaks why a caller has to change with it; empty if it need not
 */
public record PortChange(
        @Nullable TensorSpec before, @Nullable TensorSpec after, Kind kind, String breaks) {

    public enum Kind {
        SAME,
        CHANGED,
        RENAMED,
        ADDED,
        REMOVED
    }
}
