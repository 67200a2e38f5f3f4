package io.modelferry.control.targeting;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.protocol.ModelName;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The files that a device can attest, by the names operators give them. */
@Component
class RunningFiles {

    private final Versions versions;
    private final Variants variants;

    RunningFiles(Versions versions, Variants variants) {
        this.versions = versions;
        this.variants = variants;
    }

    List<String> models() {
        return versions.models().stream()
                .map(model -> model.name().value())
                .sorted()
                .toList();
    }

    /** Newest first. */
    List<String> versions(ModelName model) {
        return versions.of(model).stream().map(view -> view.version().value()).toList();
    }

    /** Every file of the versions that the pattern fits, as published and as variants. */
    List<String> digests(ModelName model, String pattern) {
        var digests = new TreeSet<String>();
        versions.of(model).stream()
                .filter(view -> fits(pattern, view.version().value()))
                .flatMap(this::files)
                .forEach(digests::add);
        return List.copyOf(digests);
    }

    private Stream<String> files(VersionView view) {
        var made = variants.of(view.model(), view.version()).stream()
                .flatMap(variant -> Stream.ofNullable(variant.digest()))
                .map(digest -> digest.hex());
        return Stream.concat(Stream.of(view.digest().hex()), made);
    }

    private static boolean fits(String pattern, String version) {
        return Stream.of(pattern.split("\\*+", -1))
                .map(Pattern::quote)
                .reduce((left, right) -> left + ".*" + right)
                .map(version::matches)
                .orElse(false);
    }
}
