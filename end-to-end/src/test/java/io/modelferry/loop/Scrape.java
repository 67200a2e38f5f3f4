package io.modelferry.loop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names and labels in one answer of the control plane to Prometheus.
 *
 * @param labels of each metric that was there
 * @param values of each label, over all metrics
 */
record Scrape(Map<String, Set<String>> labels, Map<String, Set<String>> values) {

    private static final Pattern SAMPLE =
            Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? [^ ]+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Scrape of(String exposition) {
        var labels = new HashMap<String, Set<String>>();
        var values = new HashMap<String, Set<String>>();
        for (var sample : SAMPLE.matcher(exposition).results().toList()) {
            var ofMetric = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> {
                    ofMetric.add(label.group(1));
                    values.computeIfAbsent(label.group(1), name -> new HashSet<>())
                            .add(label.group(2));
                });
            }
        }
        return new Scrape(labels, values);
    }

    boolean has(String metric) {
        return labels.containsKey(metric);
    }
}
