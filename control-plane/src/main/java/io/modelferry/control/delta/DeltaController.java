package io.modelferry.control.delta;

import io.modelferry.control.delta.Deltas.DeltaView;
import io.modelferry.control.delta.Deltas.TensorDelta;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Deltas over HTTP. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class DeltaController {

    private final ReplayedDeltas deltas;
    private final Variants variants;

    DeltaController(ReplayedDeltas deltas, Variants variants) {
        this.deltas = deltas;
        this.variants = variants;
    }

    /**
     * @param settled whether no variant and no delta of the version is still being made
     * @param next always null: a version has few deltas
     */
    record DeltaPage(
            List<PairView> items, boolean settled, @Nullable String next) {}

    /** @param tensors one line for each tensor or other section */
    record DeltaSheet(DeltaView delta, List<TensorDelta> tensors) {}

    @GetMapping("/models/{model}/versions/{version}/deltas")
    @PreAuthorize("hasRole('VIEWER')")
    DeltaPage deltas(@PathVariable String model, @PathVariable String version) {
        var name = new ModelName(model);
        var versionName = new VersionName(version);
        var made = variants.of(name, versionName);
        if (made.isEmpty()) {
            throw Refusal.notFound("version", model + "@" + version);
        }
        var files = made.stream()
                .map(VariantView::digest)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        var settled = variants.settled(name, versionName) && files.stream().allMatch(deltas::settled);
        var pairs =
                files.stream().flatMap(file -> deltas.pairsTo(file).stream()).toList();
        return new DeltaPage(pairs, settled, null);
    }

    @GetMapping("/deltas/{digest}")
    @PreAuthorize("hasRole('VIEWER')")
    DeltaSheet delta(@PathVariable String digest) {
        var delta = new ArtifactDigest(digest);
        var view = deltas.byDigest(delta).orElseThrow(() -> Refusal.notFound("delta", digest));
        return new DeltaSheet(view, deltas.tensors(delta));
    }
}
