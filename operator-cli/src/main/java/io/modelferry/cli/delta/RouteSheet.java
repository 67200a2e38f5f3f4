package io.modelferry.cli.delta;

import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import io.modelferry.delta.plan.Hop;
import io.modelferry.delta.plan.Route;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A route on a page. */
record RouteSheet(Route route, Route full, Map<Hop, Path> files) {

    String text() {
        var table = new Table("STEP", "DOWNLOAD", "BYTES");
        int step = 1;
        for (var hop : route.hops()) {
            table.row(step++, file(hop), hop.bytes());
        }
        if (route.hops().isEmpty()) {
            table.row(step, "the full file", route.bytes());
        }
        return """
                %s: %s, %s; the full file would be %s, %s

                %s""".formatted(
                        word(),
                        Units.bytes(route.bytes()),
                        Units.span(route.time()),
                        Units.bytes(full.bytes()),
                        Units.span(full.time()),
                        table);
    }

    String json() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("route", word());
        fields.put("bytes", route.bytes());
        fields.put("millis", route.time().toMillis());
        fields.put("fullBytes", full.bytes());
        fields.put("fullMillis", full.time().toMillis());
        fields.put("patches", route.hops().stream().map(this::file).toList());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(fields);
    }

    private String file(Hop hop) {
        return String.valueOf(files.get(hop));
    }

    private String word() {
        return route.kind().name().toLowerCase(Locale.ROOT);
    }
}
