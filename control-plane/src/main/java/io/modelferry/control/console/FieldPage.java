package io.modelferry.control.console;

import io.modelferry.control.fleet.FleetCensus;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.protocol.ModelName;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** A model in the field over time. What is chosen stands in the address, so that a picture can be sent to somebody. */
@Controller
class FieldPage {

    private static final List<FieldChart> CHARTS = List.of(
            new FieldChart("accuracy", "Labelled accuracy", "with 95 % Wilson intervals"),
            new FieldChart("latency", "Latency", "p50, p95 and p99 of the session run"),
            new FieldChart("throughput", "Inferences a second", "answered, all devices together"),
            new FieldChart("error-rate", "Error share", "of all that was asked"),
            new FieldChart("drift", "Drift", "population stability index; above 0.25 another population"),
            new FieldChart("bytes", "Bytes sent and saved", "by updates; not split by site or class"));

    private final Versions versions;
    private final FleetCensus fleet;
    private final FieldVersions field;

    FieldPage(Versions versions, FleetCensus fleet, FieldVersions field) {
        this.versions = versions;
        this.fleet = fleet;
        this.field = field;
    }

    /** @param key what {@code field.js} knows it by */
    record FieldChart(String key, String title, String hint) {}

    /** What makes a line of its own; {@code word} is the API's. */
    enum Group {
        VERSION("version", "Version"),
        DEVICE_CLASS("device-class", "Class"),
        SITE("site", "Site");

        private final String word;
        private final String label;

        Group(String word, String label) {
            this.word = word;
            this.label = label;
        }

        public String word() {
            return word;
        }

        public String label() {
            return label;
        }
    }

    /** How far back, and the step that makes 96 to 168 points of it. */
    enum Last {
        MINUTES("10m", "10 min", Duration.ofMinutes(10), Duration.ofSeconds(5)),
        HOUR("1h", "1 h", Duration.ofHours(1), Duration.ofSeconds(30)),
        DAY("1d", "1 day", Duration.ofDays(1), Duration.ofMinutes(15)),
        FORTNIGHT("14d", "14 days", Duration.ofDays(14), Duration.ofHours(2));

        private final String word;
        private final String label;
        private final Duration length;
        private final Duration step;

        Last(String word, String label, Duration length, Duration step) {
            this.word = word;
            this.label = label;
            this.length = length;
            this.step = step;
        }

        public String word() {
            return word;
        }

        public String label() {
            return label;
        }

        public long lengthSeconds() {
            return length.toSeconds();
        }

        public long stepSeconds() {
            return step.toSeconds();
        }
    }

    @GetMapping("/models/{model}/field")
    String field(
            @PathVariable String model,
            @RequestParam(defaultValue = "version") String group,
            @RequestParam(defaultValue = "") String site,
            @RequestParam(name = "class", defaultValue = "") String deviceClass,
            @RequestParam(defaultValue = "10m") String last,
            Model page) {
        var name = new ModelName(model);
        if (versions.of(name).isEmpty()) {
            throw Refusal.notFound("model", model);
        }
        var counts = fleet.counts();
        page.addAttribute("model", name.value());
        page.addAttribute("group", chosen(Group.values(), Group::word, group));
        page.addAttribute("groups", Group.values());
        page.addAttribute("last", chosen(Last.values(), Last::word, last));
        page.addAttribute("lasts", Last.values());
        page.addAttribute("site", site);
        page.addAttribute("sites", counts.bySite().keySet());
        page.addAttribute("deviceClass", deviceClass);
        page.addAttribute("classes", counts.byClass().keySet());
        page.addAttribute("charts", CHARTS);
        page.addAttribute("runs", field.runs(name));
        return "field";
    }

    /** What an address from another version of the console asks for and nobody knows is the first. */
    private static <E> E chosen(E[] choices, Function<E, String> word, String wanted) {
        return Arrays.stream(choices)
                .filter(one -> word.apply(one).equals(wanted))
                .findFirst()
                .orElse(choices[0]);
    }
}
