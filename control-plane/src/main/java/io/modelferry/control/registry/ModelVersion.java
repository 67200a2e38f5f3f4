package io.modelferry.control.registry;

import io.modelferry.control.registry.Versions.TensorSpec;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.optimizer.onnx.OnnxModel;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A published version. Never changes, but for becoming a tombstone. */
@Entity
@Table(name = "registry_model_version")
class ModelVersion {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String model;
    private String version;
    private String digest;
    private long lengthBytes;
    private int opset;

    @Convert(converter = TensorSpecsColumn.class)
    private List<TensorSpec> inputs;

    @Convert(converter = TensorSpecsColumn.class)
    private List<TensorSpec> outputs;

    @Convert(converter = WeightBytesColumn.class)
    private SortedMap<String, Long> weightBytes;

    private @Nullable String acceptance;
    private @Nullable String calibration;
    private long releaseCounter;
    private @Nullable String floor;
    private String notes;
    private String publishedBy;
    private Instant publishedAt;
    private @Nullable Instant deletedAt;

    @SuppressWarnings("NullAway.Init")
    ModelVersion() {}

    ModelVersion(ModelName model, NewVersion published, long releaseCounter, Instant at) {
        this.model = model.value();
        this.version = published.version().value();
        this.digest = published.digest().hex();
        this.lengthBytes = published.inspected().lengthBytes();
        this.opset = published.inspected().opset();
        this.inputs = specs(published.inspected().inputs());
        this.outputs = specs(published.inspected().outputs());
        this.weightBytes = published.inspected().weightBytes();
        this.acceptance = hex(published.acceptance());
        this.calibration = hex(published.calibration());
        this.releaseCounter = releaseCounter;
        var asked = published.floor();
        this.floor = asked == null ? null : asked.value();
        this.notes = published.notes();
        this.publishedBy = published.publishedBy();
        this.publishedAt = at;
    }

    /** @param below the floor of its line */
    VersionView view(Set<VersionName> below) {
        return new VersionView(
                new ModelName(model),
                new VersionName(version),
                new ArtifactDigest(digest),
                lengthBytes,
                opset,
                inputs,
                outputs,
                weightBytes,
                digest(acceptance),
                digest(calibration),
                releaseCounter,
                floor == null ? null : new VersionName(floor),
                below.contains(new VersionName(version)),
                notes,
                publishedBy,
                publishedAt);
    }

    private static @Nullable String hex(@Nullable ArtifactDigest set) {
        return set == null ? null : set.hex();
    }

    private static @Nullable ArtifactDigest digest(@Nullable String hex) {
        return hex == null ? null : new ArtifactDigest(hex);
    }

    private static List<TensorSpec> specs(List<OnnxModel.TensorSpec> ports) {
        return ports.stream()
                .map(port -> new TensorSpec(port.name(), port.dtype(), port.shape()))
                .toList();
    }
}
