package io.modelferry.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every expression in {@code dashboards/}, by where it stands. */
final class ShippedDashboards {

    private static final Path FOLDER = Applications.repository().resolve("dashboards");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

    private ShippedDashboards() {}

    static List<Path> boards() {
        try (var files = Files.list(FOLDER.resolve("grafana"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(Path board) {
        return new JsonMapper().readTree(board.toFile());
    }

    static Map<String, String> expressions() {
        var found = new TreeMap<String, String>();
        for (var file : boards()) {
            var board = read(file);
            for (var panel : board.get("panels")) {
                for (var target : panel.path("targets")) {
                    var place = panel.get("title").asString() + " "
                            + target.get("refId").asString();
                    found.put(
                            file.getFileName() + " " + place, target.get("expr").asString());
                }
            }
            for (var variable : board.get("templating").get("list")) {
                var query = LABEL_VALUES.matcher(variable.path("definition").asString(""));
                if (query.matches()) {
                    found.put(
                            file.getFileName() + " $" + variable.get("name").asString(),
                            "sum by (" + query.group(2) + ") (" + query.group(1) + ")");
                }
            }
        }
        alerts().forEach((name, alert) -> found.put("alert " + name, String.valueOf(alert.get("expr"))));
        return found;
    }

    /** Alert rules by name. */
    @SuppressWarnings("unchecked")
    static Map<String, Map<String, Object>> alerts() {
        try {
            Map<String, Object> file = new Yaml().load(Files.readString(FOLDER.resolve("prometheus/alerts.yml")));
            var found = new TreeMap<String, Map<String, Object>>();
            for (var group : (List<Map<String, Object>>) file.get("groups")) {
                for (var rule : (List<Map<String, Object>>) group.get("rules")) {
                    found.put(String.valueOf(rule.get("alert")), rule);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
