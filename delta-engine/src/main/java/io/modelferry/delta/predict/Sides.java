package io.modelferry.delta.predict;

import io.modelferry.delta.ElementType;

/**
 * What a prediction stands between.
 *
 * @param type        of the target's elements
 * @param targetBytes length of the section
 * @param baseBytes   length of its counterpart; 0 if there is none
 */
public record Sides(ElementType type, long targetBytes, long baseBytes) {

    public long elements() {
        return targetBytes / type.width();
    }
}
