package io.modelferry.control.registry;

import io.modelferry.protocol.ModelName;
import java.util.List;

/** How many bytes are stored, and how many may be. */
public interface Storage {

    Usage usage();

    /**
     * @param bytes of everything that lies in the store, deltas and garbage included
     * @param quotaBytes 0 is no limit
     * @param models by name
     */
    record Usage(long bytes, long quotaBytes, List<ModelUsage> models) {

        public Usage {
            models = List.copyOf(models);
        }
    }

    /**
     * @param bytes of the model's published files and its signed variants
     * @param quotaBytes of one model; 0 is no limit
     */
    record ModelUsage(ModelName model, long bytes, long quotaBytes) {}
}
