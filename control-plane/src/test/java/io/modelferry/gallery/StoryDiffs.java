package io.modelferry.gallery;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.optimisation.diff.VersionDiff;
import io.modelferry.control.optimisation.diff.VersionDiff.Accuracy;
import io.modelferry.control.optimisation.diff.VersionDiff.Offering;
import io.modelferry.control.optimisation.diff.VersionDiff.VariantDiff;
import io.modelferry.control.optimisation.diff.VersionDiffs;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.TensorSpec;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.diff.Amount;
import io.modelferry.control.registry.diff.FileDiff;
import io.modelferry.control.registry.diff.FileDiff.AcceptanceClasses;
import io.modelferry.control.registry.diff.FileDiff.Structure;
import io.modelferry.control.registry.diff.FileDiffs;
import io.modelferry.control.registry.diff.LabelDiff;
import io.modelferry.control.registry.diff.LabelDiff.Moved;
import io.modelferry.control.registry.diff.PortChange;
import io.modelferry.control.registry.diff.PortChange.Kind;
import io.modelferry.control.registry.lineage.VersionRef;
import java.util.List;
import org.springframework.stereotype.Component;

/** Version 3 breaks callers in every way that there is; version 2 in none. */
@Component
class StoryDiffs implements FileDiffs, VersionDiffs {

    private static final List<String> BREAKING = List.of(
            "input 'image' is called 'pixels' now",
            "output 'logits' gives [batch, 11] instead of [batch, 10]",
            "labels: 2 of 11 have another number: '0' 0 → 1, '1' 1 → 0",
            "labels: gone is '" + Story.HOSTILE + "'");

    private final Versions versions;
    private final Variants variants;

    StoryDiffs(Versions versions, Variants variants) {
        this.versions = versions;
        this.variants = variants;
    }

    @Override
    public List<String> breaking(VersionView from, VersionView to) {
        return to.version().value().equals("3") ? BREAKING : List.of();
    }

    @Override
    public VersionDiff between(VersionRef from, VersionRef to) {
        var old = version(from);
        var young = version(to);
        var before = variants.of(from.model(), from.version());
        var after = variants.of(to.model(), to.version());
        return new VersionDiff(
                from,
                to,
                between(old, young),
                new Accuracy(0.979, 0.982, true),
                List.of(
                        new VariantDiff("fp32", offering(before.getFirst()), offering(after.getFirst())),
                        new VariantDiff("int8-dynamic", offering(before.getLast()), offering(after.getLast())),
                        new VariantDiff("fp16", null, offering(after.getFirst()))));
    }

    @Override
    public FileDiff between(VersionView from, VersionView to) {
        return to.version().value().equals("3") ? broken(from) : alike(from);
    }

    private VersionView version(VersionRef ref) {
        return versions.find(ref.model(), ref.version()).orElseThrow(() -> Refusal.notFound("version", ref));
    }

    private static FileDiff broken(VersionView from) {
        var image = from.inputs().getFirst();
        var logits = from.outputs().getFirst();
        return new FileDiff(
                BREAKING,
                List.of(new PortChange(
                        image,
                        new TensorSpec("pixels", image.dtype(), image.shape()),
                        Kind.RENAMED,
                        BREAKING.getFirst())),
                List.of(
                        new PortChange(
                                logits,
                                new TensorSpec("logits", "FLOAT", List.of("batch", "11")),
                                Kind.CHANGED,
                                BREAKING.get(1)),
                        new PortChange(
                                null, new TensorSpec("embedding", "FLOAT", List.of("batch", "64")), Kind.ADDED, "")),
                new Amount("opset", 17L, 18L),
                new Amount("lengthBytes", 268_412L, 271_022L),
                List.of(new Amount("FLOAT", 262_144L, 264_740L), new Amount("INT64", null, 24L)),
                new Structure(
                        new Amount("irVersion", 8L, 9L),
                        new Amount("parameters", 65_536L, 66_188L),
                        List.of(new Amount("ai.onnx", 17L, 18L), new Amount("ai.onnx.ml", null, 4L)),
                        List.of(new Amount("Reshape", null, 1L), new Amount("Flatten", 1L, null)),
                        new LabelDiff(
                                List.of("0", "1", Story.HOSTILE),
                                List.of("1", "0", "smudge"),
                                List.of("smudge"),
                                List.of(Story.HOSTILE),
                                List.of(new Moved("0", 0, 1), new Moved("1", 1, 0)))),
                new AcceptanceClasses(from.acceptance(), from.acceptance(), List.of(9L), List.of(10L)));
    }

    private static FileDiff alike(VersionView from) {
        var image = from.inputs().getFirst();
        var logits = from.outputs().getFirst();
        return new FileDiff(
                List.of(),
                List.of(new PortChange(image, image, Kind.SAME, "")),
                List.of(new PortChange(logits, logits, Kind.SAME, "")),
                new Amount("opset", 17L, 17L),
                new Amount("lengthBytes", 268_412L, 268_412L),
                List.of(new Amount("FLOAT", 262_144L, 262_144L)),
                null,
                new AcceptanceClasses(from.acceptance(), from.acceptance(), List.of(), List.of()));
    }

    private static Offering offering(VariantView variant) {
        return new Offering(variant.status(), variant.lengthBytes(), variant.accuracy(), variant.reason());
    }
}
