package io.modelferry.control.optimisation;

import io.modelferry.control.optimisation.internal.Workshop;
import io.modelferry.control.optimisation.internal.Workshop.Unfit;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.optimizer.acceptance.Measurement;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Takes one version through every recipe: make, measure, decide. Each result is committed on its own, so a restart goes on where
 * the last one ended; recipes give the same bytes again.
 */
@Service
class VariantMaking {

    private final Versions versions;
    private final Artifacts artifacts;
    private final Workshop workshop;
    private final VariantEnds ends;
    private final Path workbench;
    private final Offer offer;

    VariantMaking(
            Versions versions,
            Artifacts artifacts,
            Workshop workshop,
            VariantEnds ends,
            DataFolder data,
            ModelferryConfiguration configuration) {
        this.versions = versions;
        this.artifacts = artifacts;
        this.workshop = workshop;
        this.ends = ends;
        this.workbench = data.folder("work");
        this.offer = new Offer(configuration.optimisation().maxAccuracyDrop());
    }

    void make(ModelName model, VersionName name) throws IOException {
        var version = versions.find(model, name)
                .orElseThrow(() -> new IllegalStateException("no version " + model + "@" + name));
        var published = asPublished(version);
        if (published != null) {
            quantised(version, published);
        } else {
            ends.decline(version, Technique.DYNAMIC_INT8, "the published file is not offered");
        }
    }

    /** Ends what is still running after work that cannot be done. */
    void giveUp(ModelName model, VersionName name, String reason) {
        versions.find(model, name).ifPresent(version -> {
            for (var technique : Technique.values()) {
                ends.fail(version, technique, reason);
            }
        });
    }

    /** The proof that the others are held against; null if the published file itself does not run. */
    private @Nullable Proof asPublished(VersionView version) throws IOException {
        try {
            var file = artifacts.localFile(version.digest());
            var proof = new Proof(version.lengthBytes(), measure(version, file));
            var obstacle = offer.obstacle(proof);
            if (obstacle.isPresent()) {
                ends.decline(version, Technique.AS_PUBLISHED, proof, proof, obstacle.get());
                return null;
            }
            ends.offer(version, Technique.AS_PUBLISHED, version.digest(), proof, proof);
            return proof;
        } catch (Unfit e) {
            ends.decline(version, Technique.AS_PUBLISHED, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void quantised(VersionView version, Proof published) throws IOException {
        if (!ends.isRunning(version, Technique.DYNAMIC_INT8)) {
            return;
        }
        var made = workbench.resolve(
                version.digest() + "." + Technique.DYNAMIC_INT8.variant()); // a crash leaves one at most
        try {
            var report = workshop.quantise(artifacts.localFile(version.digest()), made);
            if (!report.isChanged()) {
                ends.decline(
                        version, Technique.DYNAMIC_INT8, "no layer has stored FLOAT weights that could be quantised");
                return;
            }
            var proof = new Proof(report.lengthAfter(), measure(version, made));
            var obstacle = offer.obstacle(published, proof);
            if (obstacle.isPresent()) {
                ends.decline(version, Technique.DYNAMIC_INT8, published, proof, obstacle.get());
            } else {
                ends.offer(
                        version, Technique.DYNAMIC_INT8, artifacts.adopt(made).digest(), published, proof);
            }
        } catch (Unfit e) {
            ends.decline(version, Technique.DYNAMIC_INT8, String.valueOf(e.getMessage()));
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private @Nullable Measurement measure(VersionView version, Path model) throws Unfit, IOException {
        var set = version.acceptance();
        if (set == null) {
            workshop.probe(model);
            return null;
        }
        return workshop.measure(model, artifacts.localFile(set));
    }
}
