package io.modelferry.agent.trust;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.ModelTarget;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.TargetFile;
import io.modelferry.protocol.tuf.Targets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What proven metadata say: every model file that may run, and who may sign goals. Only top-level targets speak of models; whoever
 * they delegate to does not.
 *
 * @param expires the earliest of root, timestamp, snapshot and targets: nothing new is begun by them from then on
 * @param issued when the timestamp says that it was signed, null if it does not
 */
public record SignedTargets(
        Targets targets,
        GoalKeys goalKeys,
        Instant expires,
        @Nullable Instant issued) {

    /** @throws MalformedMessage if the targets do not say who may sign goals */
    public static SignedTargets of(Targets targets, Instant expires, @Nullable Instant issued) {
        return new SignedTargets(targets, GoalKeys.of(targets), expires, issued);
    }

    public long version() {
        return targets.version();
    }

    public boolean isCurrent(Instant now) {
        return expires.isAfter(now);
    }

    /**
     * The file under the path of what is wanted, whatever its digest.
     *
     * @throws MalformedMessage if what stands there is no model
     */
    Optional<SignedModel> under(DesiredModel wanted) {
        var path = ModelTarget.path(wanted.model(), wanted.version(), wanted.variant());
        return targets.of(path).map(file -> ModelTarget.read(path, file));
    }

    /** @throws MalformedMessage if a file of the model is none: what it may have said of the floor is then unknown */
    Stream<SignedModel> of(ModelName model) {
        return filesOf(model).map(file -> ModelTarget.read(file.getKey(), file.getValue()));
    }

    /** Whether it is a file of the model, of this length. */
    public boolean name(ModelName model, ArtifactDigest digest, long lengthBytes) {
        return filesOf(model)
                .map(Map.Entry::getValue)
                .anyMatch(file -> file.length() == lengthBytes && is(file, digest));
    }

    private Stream<Map.Entry<String, TargetFile>> filesOf(ModelName model) {
        var folder = ModelTarget.folder(model);
        return targets.targets().entrySet().stream()
                .filter(file -> file.getKey().startsWith(folder));
    }

    /** Acceptance sets of these models: versions of a line mostly share one, so the next update need not fetch it again. */
    public Set<ArtifactDigest> acceptanceSetsOf(Set<ArtifactDigest> models) {
        return targets.targets().entrySet().stream()
                .filter(file -> models.stream().anyMatch(digest -> is(file.getValue(), digest)))
                .flatMap(file -> acceptanceSet(file.getKey(), file.getValue()))
                .collect(Collectors.toSet());
    }

    private static Stream<ArtifactDigest> acceptanceSet(String path, TargetFile file) {
        try {
            var acceptance = ModelTarget.read(path, file).acceptance();
            return acceptance == null ? Stream.empty() : Stream.of(acceptance.digest());
        } catch (MalformedMessage noModel) {
            return Stream.empty();
        }
    }

    private static boolean is(TargetFile file, ArtifactDigest digest) {
        return digest.hex().equals(file.hashes().byFunction().get("sha256"));
    }
}
