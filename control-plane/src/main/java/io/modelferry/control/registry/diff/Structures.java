package io.modelferry.control.registry.diff;

import io.modelferry.control.registry.Artifacts;
import io.modelferry.optimizer.onnx.MalformedModel;
import io.modelferry.optimizer.onnx.OnnxInspection;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Inspects published files. What stands behind a digest never changes, so each of the last ones is looked at once. */
@Component
class Structures {

    private static final int REMEMBERED = 200;

    private final Artifacts artifacts;
    private final Map<ArtifactDigest, ModelStructure> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ArtifactDigest, ModelStructure> eldest) {
            return size() > REMEMBERED;
        }
    };

    Structures(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    /** Empty if the file is no longer here, or was published before the inspection became as strict as it is. */
    Optional<ModelStructure> of(ArtifactDigest file) {
        synchronized (known) {
            var structure = known.get(file);
            if (structure != null) {
                return Optional.of(structure);
            }
        }
        var inspected = inspected(file);
        synchronized (known) {
            inspected.ifPresent(structure -> known.put(file, structure));
        }
        return inspected;
    }

    private Optional<ModelStructure> inspected(ArtifactDigest file) {
        if (!artifacts.contains(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ModelStructure.of(OnnxInspection.inspect(artifacts.localFile(file))));
        } catch (MalformedModel e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
