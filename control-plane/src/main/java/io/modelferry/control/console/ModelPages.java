package io.modelferry.control.console;

import io.modelferry.control.delta.Deltas;
import io.modelferry.control.delta.Deltas.DeltaView;
import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.Figure;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Recalls;
import io.modelferry.control.registry.Storage;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.floor.Floors;
import io.modelferry.control.registry.tombstone.Tombstones;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Models, their versions, and what was made of each: variants and deltas. */
@Controller
class ModelPages {

    /** Lines in one chart; more cannot be told apart. */
    private static final int CHARTED_VERSIONS = 4;

    private static final int ENDED_RUNS = 20;

    private final Versions versions;
    private final Variants variants;
    private final OptimisationRuns runs;
    private final Deltas deltas;
    private final FieldVersions field;
    private final VersionLabels labels;
    private final Recalls recalls;
    private final Floors floors;
    private final Tombstones tombstones;
    private final Storage storage;
    private final Figures figures;

    ModelPages(
            Versions versions,
            Variants variants,
            OptimisationRuns runs,
            Deltas deltas,
            FieldVersions field,
            VersionLabels labels,
            Recalls recalls,
            Floors floors,
            Tombstones tombstones,
            Storage storage,
            Figures figures) {
        this.versions = versions;
        this.variants = variants;
        this.runs = runs;
        this.deltas = deltas;
        this.field = field;
        this.labels = labels;
        this.recalls = recalls;
        this.floors = floors;
        this.tombstones = tombstones;
        this.storage = storage;
        this.figures = figures;
    }

    record ModelRow(Versions.ModelView model, Bar field) {}

    /** @param best the smallest variant that is offered, in bytes; 0 if none is */
    record VersionRow(VersionView version, long devices, long offered, long best, boolean settled, boolean recalled) {}

    record DeltaRow(DeltaView delta, VersionLabels.Label base, VersionLabels.Label target, Bar share) {}

    record TensorRow(Deltas.TensorDelta tensor, Bar share) {}

    @GetMapping("/models")
    String list(Model page) {
        var rows = versions.models().stream()
                .map(model -> new ModelRow(model, field.bar(model.name())))
                .toList();
        page.addAttribute("rows", rows);
        page.addAttribute("usage", storage.usage());
        return "models";
    }

    @GetMapping("/publish")
    @PreAuthorize("hasRole('PUBLISHER')")
    String publish(@RequestParam(defaultValue = "") String model, Model page) {
        page.addAttribute("model", model);
        return "publish";
    }

    @GetMapping("/models/{model}")
    String model(@PathVariable String model, @RequestParam(defaultValue = "") String at, Model page) {
        var name = new ModelName(model);
        var found = versions.of(name);
        var deleted = tombstones.of(name);
        if (found.isEmpty() && deleted.isEmpty()) {
            throw Refusal.notFound("model", model);
        }
        page.addAttribute("model", name.value());
        page.addAttribute("tombstones", deleted);
        var devices = field.devices(name);
        page.addAttribute(
                "rows", found.stream().map(version -> row(version, devices)).toList());
        page.addAttribute("field", field.bar(name));
        page.addAttribute("charted", charted(found));
        page.addAttribute("floor", floors.view(name));
        page.addAttribute("at", at);
        return "model";
    }

    @GetMapping("/models/{model}/versions/{version}")
    String version(@PathVariable String model, @PathVariable String version, Model page) {
        fill(page, new ModelName(model), new VersionName(version));
        return "version";
    }

    @GetMapping("/models/{model}/versions/{version}/live")
    String versionLive(@PathVariable String model, @PathVariable String version, Model page) {
        fill(page, new ModelName(model), new VersionName(version));
        return "version :: live";
    }

    @GetMapping("/models/{model}/versions/{version}/profile")
    String profile(@PathVariable String model, @PathVariable String version, Model page) {
        page.addAttribute("version", find(new ModelName(model), new VersionName(version)));
        return "profile :: live";
    }

    @GetMapping("/deltas/{digest}")
    String delta(@PathVariable String digest, Model page) {
        var delta = deltas.byDigest(new ArtifactDigest(digest)).orElseThrow(() -> Refusal.notFound("delta", digest));
        var rows = deltas.tensors(delta.delta()).stream()
                .sorted(Comparator.comparingLong(Deltas.TensorDelta::deltaBytes).reversed())
                .map(tensor -> new TensorRow(tensor, share(tensor.deltaBytes(), tensor.rawBytes())))
                .toList();
        page.addAttribute("delta", row(delta));
        page.addAttribute("rows", rows);
        return "delta";
    }

    private VersionRow row(VersionView version, Map<String, Long> devices) {
        var made = variants.of(version.model(), version.version());
        var offered = made.stream().filter(ModelPages::isOffered).toList();
        var best = offered.stream().mapToLong(VariantView::lengthBytes).min().orElse(0);
        return new VersionRow(
                version,
                devices.getOrDefault(version.version().value(), 0L),
                offered.size(),
                best,
                variants.settled(version.model(), version.version()),
                recalls.inForce(version.model(), version.version()).isPresent());
    }

    private static boolean isOffered(VariantView variant) {
        return variant.status().equals("OFFERED");
    }

    private static String charted(List<VersionView> newestFirst) {
        return String.join(
                " ",
                newestFirst.stream()
                        .limit(CHARTED_VERSIONS)
                        .map(version -> version.version().value())
                        .toList()
                        .reversed());
    }

    private void fill(Model page, ModelName model, VersionName name) {
        var version = find(model, name);
        var made = variants.of(model, name);
        page.addAttribute("version", version);
        page.addAttribute("variants", made);
        page.addAttribute("settled", variants.settled(model, name));
        page.addAttribute("before", versions.before(model, name).orElse(null));
        page.addAttribute("recall", recalls.inForce(model, name).orElse(null));
        page.addAttribute("devices", field.devices(model).getOrDefault(name.value(), 0L));
        var leading = deltasTo(made);
        page.addAttribute("deltas", leading);
        page.addAttribute("classes", variants.classes(model, name));
        page.addAttribute(
                "measures", variants.figures(model, name).stream().collect(Collectors.groupingBy(Figure::variant)));
        page.addAttribute("lineage", LineagePicture.of(List.of(branch(version, made, leading)), figures));
        var asked = runs.of(model, name);
        page.addAttribute("runs", asked.stream().filter(run -> !run.hasEnded()).toList());
        page.addAttribute(
                "ended",
                asked.reversed().stream()
                        .filter(RunView::hasEnded)
                        .limit(ENDED_RUNS)
                        .toList());
        page.addAttribute(
                "weightTotal",
                version.weightBytes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private LineagePicture.Branch branch(VersionView version, List<VariantView> made, List<DeltaRow> leading) {
        return new LineagePicture.Branch(
                version.model() + " v" + version.version(),
                figures.bytes(version.lengthBytes()) + " published",
                null,
                made,
                leading.stream()
                        .map(row -> new LineagePicture.Leading(row.delta(), row.base()))
                        .toList(),
                List.of());
    }

    private VersionView find(ModelName model, VersionName name) {
        return versions.find(model, name).orElseThrow(() -> gone(model, name));
    }

    private Refusal gone(ModelName model, VersionName version) {
        return tombstones
                .find(model, version)
                .map(tombstone -> tombstone.refusal(HttpStatus.GONE))
                .orElseGet(() -> Refusal.notFound("version", model + " v" + version));
    }

    private List<DeltaRow> deltasTo(List<VariantView> made) {
        return made.stream()
                .map(VariantView::digest)
                .filter(Objects::nonNull)
                .flatMap(digest -> deltas.to(digest).stream())
                .map(this::row)
                .toList();
    }

    private DeltaRow row(DeltaView delta) {
        return new DeltaRow(
                delta, label(delta.base()), label(delta.target()), share(delta.lengthBytes(), delta.targetBytes()));
    }

    private VersionLabels.Label label(ArtifactDigest digest) {
        return labels.of(VersionLabels.UNKNOWN, digest);
    }

    private static Bar share(long part, long whole) {
        return Bar.of(List.of(
                new Bar.Part("bytes sent", "1", Math.min(part, whole)),
                new Bar.Part("bytes saved", "waiting", Math.max(0, whole - part))));
    }
}
