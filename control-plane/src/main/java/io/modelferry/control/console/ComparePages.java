package io.modelferry.control.console;

import io.modelferry.control.optimisation.diff.VersionDiff;
import io.modelferry.control.optimisation.diff.VersionDiffs;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.diff.Amount;
import io.modelferry.control.registry.lineage.VersionRef;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Two versions beside each other. */
@Controller
class ComparePages {

    private final Versions versions;
    private final VersionDiffs diffs;
    private final VersionNames names;
    private final Figures figures;

    ComparePages(Versions versions, VersionDiffs diffs, VersionNames names, Figures figures) {
        this.versions = versions;
        this.diffs = diffs;
        this.names = names;
        this.figures = figures;
    }

    /** A line of the table of sizes and formats. */
    record Line(String name, String before, String after, boolean changed) {}

    /**
     * @param from a version or alias, or {@code MODEL@VERSION}; empty for the one published before {@code to}
     * @param to likewise; empty for the newest
     */
    @GetMapping("/models/{model}/compare")
    String compare(
            @PathVariable String model,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String to,
            Model page) {
        var name = new ModelName(model);
        var published = versions.of(name);
        if (published.isEmpty()) {
            throw Refusal.notFound("model", model);
        }
        var newer = to.isBlank() ? new VersionRef(name, published.getFirst().version()) : ref(name, to);
        var older = from.isBlank() ? before(newer) : ref(name, from);
        var diff = diffs.between(older, newer);
        page.addAttribute("model", name.value());
        page.addAttribute(
                "versions",
                published.stream().map(version -> version.version().value()).toList());
        page.addAttribute("diff", diff);
        page.addAttribute("lines", lines(diff));
        return "compare";
    }

    private VersionRef before(VersionRef version) {
        return versions.before(version.model(), version.version())
                .map(view -> new VersionRef(view.model(), view.version()))
                .orElse(version);
    }

    private VersionRef ref(ModelName model, String typed) {
        try {
            return VersionRef.read(typed.strip(), model, names::resolve);
        } catch (MalformedMessage e) {
            throw Refusal.notFound("version", typed);
        }
    }

    private List<Line> lines(VersionDiff diff) {
        var file = diff.file();
        var lines = new ArrayList<Line>();
        lines.add(line("Size", file.lengthBytes(), figures::bytes));
        file.weights().forEach(amount -> lines.add(line("Weights, " + amount.name(), amount, figures::bytes)));
        var structure = file.structure();
        if (structure == null) {
            lines.add(line("Opset", file.opset(), Long::toString));
            return lines;
        }
        lines.add(line("Parameters", structure.parameters(), figures::count));
        lines.add(line("IR version", structure.irVersion(), Long::toString));
        structure.domains().forEach(amount -> lines.add(line("Opset, " + amount.name(), amount, Long::toString)));
        return lines;
    }

    private static Line line(String name, Amount amount, LongFunction<String> words) {
        return new Line(name, said(amount.before(), words), said(amount.after(), words), amount.changed());
    }

    private static String said(@Nullable Long number, LongFunction<String> words) {
        return number == null ? "–" : words.apply(number);
    }
}
