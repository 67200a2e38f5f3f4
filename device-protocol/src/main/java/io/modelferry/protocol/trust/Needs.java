package io.modelferry.protocol.trust;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model needs of a device beyond the runtime.
 *
 * @param memoryBytes that loading and running it takes beside the file, null if unknown
 * @param providers execution providers of which one must be there, by ONNX Runtime's names; null is "any"
 */
public record Needs(@Nullable Long memoryBytes, @Nullable List<String> providers) {

    public Needs {
        providers = providers == null ? null : List.copyOf(providers);
    }
}
