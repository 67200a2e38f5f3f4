package io.modelferry.control.targeting;

import io.modelferry.protocol.ModelName;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The file of a model that a device attests: by version, or by the file's SHA-256. {@code *} alone is any file at all. */
record RunningField(String model, RunningFiles files) implements FilterField {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    @Override
    public String compile(Comparison comparison, Bindings bindings) {
        comparison.require(Operator.SAME);
        var name = new ModelName(model);
        if (files.versions(name).isEmpty()) {
            throw comparison.refused("names no model.", files.models());
        }
        var which = comparison.values().contains("*")
                ? "r.digest is not null"
                : "r.digest in (" + bindings.bind(digests(comparison, name)) + ")";
        var runs = "exists (select 1 from fleet_running r where r.device_id = d.id and r.model = %s and %s)"
                .formatted(bindings.bind(model), which);
        return comparison.operator().negates() ? "(not " + runs + ")" : runs;
    }

    private List<String> digests(Comparison comparison, ModelName name) {
        var digests = new TreeSet<String>();
        for (var value : comparison.values()) {
            var found = DIGEST.matcher(value).matches() ? List.of(value) : files.digests(name, value);
            if (found.isEmpty()) {
                throw comparison.refused("has no version '" + value + "'.", files.versions(name));
            }
            digests.addAll(found);
        }
        return List.copyOf(digests);
    }
}
