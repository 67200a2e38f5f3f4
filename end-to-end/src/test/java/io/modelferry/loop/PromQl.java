package io.modelferry.loop;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for: metric names with the labels that select from them, and the labels that it groups by. Enough of
 * the language for our dashboards and rules; a word that it does not know counts as a metric, so that it errs towards failing.
 *
 * @param selected labels between a metric's braces
 * @param grouped labels after {@code by}, {@code on} and the like
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/">Querying basics</a>
 */
record PromQl(Map<String, Set<String>> selected, Set<String> grouped) {

    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{([^}]*)}|(\\())?");
    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    static PromQl of(String expression) {
        var bare = RANGE.matcher(TEXT.matcher(expression).replaceAll("\"\"")).replaceAll("");
        var grouped = new TreeSet<String>();
        GROUPING.matcher(bare).results().forEach(clause -> grouped.addAll(names(clause.group(1))));
        var selected = new TreeMap<String, Set<String>>();
        SELECTOR.matcher(GROUPING.matcher(bare).replaceAll(" ")).results().forEach(found -> {
            if (found.group(3) == null && !WORDS.contains(found.group(1))) {
                var labels = selected.computeIfAbsent(found.group(1), name -> new TreeSet<>());
                if (found.group(2) != null) {
                    MATCHER.matcher(found.group(2)).results().forEach(label -> labels.add(label.group(1)));
                }
            }
        });
        return new PromQl(selected, grouped);
    }

    /** Complaints: what the scrape does not have, by name. */
    Map<String, String> missingIn(Scrape scrape, Set<String> alsoThere) {
        var missing = new HashMap<String, String>();
        var reachable = new TreeSet<String>();
        selected.forEach((metric, labels) -> {
            if (alsoThere.contains(metric)) {
                return;
            }
            if (!scrape.has(metric)) {
                missing.put(metric, "no such metric");
                return;
            }
            var known = scrape.labels().get(metric);
            reachable.addAll(known);
            labels.stream()
                    .filter(label -> !known.contains(label))
                    .forEach(label -> missing.put(metric + "{" + label + "}", "no such label"));
        });
        grouped.stream()
                .filter(label -> !reachable.contains(label))
                .forEach(label -> missing.put(label, "grouped by, and no metric of the expression has it"));
        return missing;
    }

    private static Set<String> names(String list) {
        var names = new TreeSet<String>();
        Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .forEach(names::add);
        return names;
    }
}
