package io.modelferry.control.optimisation.diff;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.optimisation.diff.VersionDiff.Accuracy;
import io.modelferry.control.optimisation.diff.VersionDiff.Offering;
import io.modelferry.control.optimisation.diff.VersionDiff.VariantDiff;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.control.registry.diff.FileDiffs;
import io.modelferry.control.registry.lineage.VersionRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Puts the files' differences and the variants' together. */
@Service
class MeasuredDiffs implements VersionDiffs {

    private final Versions versions;
    private final FileDiffs files;
    private final Variants variants;

    MeasuredDiffs(Versions versions, FileDiffs files, Variants variants) {
        this.versions = versions;
        this.files = files;
        this.variants = variants;
    }

    @Override
    public VersionDiff between(VersionRef from, VersionRef to) {
        var old = version(from);
        var young = version(to);
        var file = files.between(old, young);
        var before = variants.of(from.model(), from.version());
        var after = variants.of(to.model(), to.version());
        var set = file.acceptance().before();
        return new VersionDiff(
                from,
                to,
                file,
                new Accuracy(
                        accuracy(before),
                        accuracy(after),
                        set != null && set.equals(file.acceptance().after())),
                variants(before, after));
    }

    private VersionView version(VersionRef ref) {
        return versions.find(ref.model(), ref.version()).orElseThrow(() -> Refusal.notFound("version", ref));
    }

    private static @Nullable Double accuracy(List<VariantView> variants) {
        var published = named(variants, Variants.AS_PUBLISHED);
        return published == null ? null : published.accuracy();
    }

    private static List<VariantDiff> variants(List<VariantView> before, List<VariantView> after) {
        var names = new LinkedHashSet<String>();
        Stream.concat(after.stream(), before.stream()).map(VariantView::variant).forEach(names::add);
        return names.stream()
                .map(name -> new VariantDiff(name, offering(named(before, name)), offering(named(after, name))))
                .toList();
    }

    private static @Nullable VariantView named(List<VariantView> variants, String name) {
        return variants.stream()
                .filter(one -> one.variant().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Offering offering(@Nullable VariantView variant) {
        return variant == null
                ? null
                : new Offering(variant.status(), variant.lengthBytes(), variant.accuracy(), variant.reason());
    }
}
