package io.modelferry.optimizer.profile;

import io.modelferry.optimizer.profile.Profile.NodeCost;
import io.modelferry.optimizer.profile.Treemap.Group;
import io.modelferry.optimizer.profile.Treemap.Tile;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A profile as one file that any browser shows: two treemaps, time by operator and weights by layer, light or dark as the reader
 * likes it. No script and nothing from elsewhere; names of nodes are texts, whatever stands in them.
 */
public final class ProfilePicture {

    private static final int MARGIN = 20;
    private static final int TITLE = 34;
    private static final int LEGEND = 44;
    private static final int MOST_ROWS = 200;

    private static final String STYLE = """
            .map { --ink: #122033; --muted: #526074; --paper: #ffffff; --line: #b9c4d0;
              --memory: #d5e9ef; --arithmetic: #f8dfcf; --both: #eef2f5; font-family: system-ui, "Segoe UI", Roboto, sans-serif }
            @media (prefers-color-scheme: dark) { .map { --ink: #e4ecf4; --muted: #9babbc; --paper: #121b25; --line: #3b4c5f;
              --memory: #12303b; --arithmetic: #4a2a14; --both: #1d2935 } }
            .paper { fill: var(--paper) } text { fill: var(--ink); font-size: 12px }
            .head { font-size: 16px; font-weight: 600 } .detail, .note { fill: var(--muted) } .title { font-weight: 600 }
            rect { stroke: var(--line); stroke-width: 1 } .group, .paper { stroke: none; fill: none } .paper { fill: var(--paper) }
            .memory { fill: var(--memory) } .arithmetic { fill: var(--arithmetic) } .both { fill: var(--both) }
            """;

    private static final String PAGE_STYLE = """
            :root { color-scheme: light dark }
            body { margin: 0 auto; max-width: 62.5rem; padding: 1rem; font: 15px/1.45 system-ui, "Segoe UI", Roboto, sans-serif;
              background: light-dark(#f4f6f8, #0b1219); color: light-dark(#122033, #e4ecf4) }
            .wide { overflow-x: auto } svg { display: block; min-width: 44rem; width: 100%; height: auto; border-radius: 12px }
            table { border-collapse: collapse; width: 100%; margin-top: 1rem } th, td { padding: .35rem .75rem; text-align: left;
              border-bottom: 1px solid light-dark(#dfe5ec, #22303f) } tbody th { overflow-wrap: anywhere; min-width: 9rem } .num { text-align: right;
              white-space: nowrap; font-variant-numeric: tabular-nums } thead th { color: light-dark(#526074, #9babbc); font-size: .8rem }
            """;

    private final Profile profile;
    private final String title;

    /** @param title what was profiled, for example the file's name */
    public ProfilePicture(Profile profile, String title) {
        this.profile = profile;
        this.title = title;
    }

    /** A standalone SVG document. */
    public String svg() {
        var map = TITLE + Treemap.HEIGHT;
        var height = MARGIN + map + MARGIN + map + LEGEND;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="%3$s">
                <style>%4$s</style>
                <rect class="paper" width="%1$d" height="%2$d"/>
                %5$s%6$s%7$s</svg>
                """.formatted(
                        Treemap.WIDTH + 2 * MARGIN,
                        height,
                        escaped(summary()),
                        STYLE,
                        map(
                                MARGIN,
                                "Time by operator: " + Words.time(profile.totalMicros()) + " a run",
                                Treemap.timeByOperator(profile)),
                        map(
                                MARGIN + map + MARGIN,
                                "Weights by layer: " + Words.bytes(profile.parameterBytes()),
                                Treemap.weightsByLayer(profile)),
                        legend(height - 16));
    }

    /** A standalone page: the picture, and the nodes as a table for those who do not see it. */
    public String html() {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <title>Profile of %1$s</title>
                <style>%2$s</style>
                </head>
                <body>
                <h1>Profile of %1$s</h1>
                <p>%3$s.</p>
                <div class="wide">%4$s</div>
                <div class="wide">%5$s</div>
                </body>
                </html>
                """.formatted(escaped(title), PAGE_STYLE, escaped(summary()), svg(), table());
    }

    private String summary() {
        return "%d nodes, %s a run over %d runs, %s of weights, ridge at %s operations a byte"
                .formatted(
                        profile.nodes().size(),
                        Words.time(profile.totalMicros()),
                        profile.runs(),
                        Words.bytes(profile.parameterBytes()),
                        Words.number(profile.ridge()));
    }

    private static String map(int top, String heading, Treemap map) {
        return """
                <g transform="translate(%d %d)"><text class="head" y="16">%s</text><g transform="translate(0 %d)">
                %s</g></g>
                """.formatted(
                MARGIN,
                top,
                escaped(heading),
                TITLE - 6,
                map.groups().isEmpty()
                        ? "<text class=\"note\" y=\"20\">nothing to show</text>"
                        : map.groups().stream().map(ProfilePicture::group).collect(Collectors.joining()));
    }

    private static String group(Group group) {
        var name = group.name().isEmpty()
                ? ""
                : "<text class=\"title\" x=\"%s\" y=\"%s\">%s</text>\n"
                        .formatted(group.x() + 4, group.y() + 14, escaped(group.name()));
        return name + group.tiles().stream().map(ProfilePicture::tile).collect(Collectors.joining());
    }

    private static String tile(Tile tile) {
        return """
                <g><title>%s</title><rect class="%s" x="%s" y="%s" width="%s" height="%s" rx="2"/>%s%s</g>
                """.formatted(
                        escaped(tile.words()),
                        tile.waits(),
                        tile.x(),
                        tile.y(),
                        tile.width(),
                        tile.height(),
                        text("", tile.title(), tile, 15),
                        text("detail", tile.detail(), tile, 30));
    }

    private static String text(String style, String text, Tile tile, int down) {
        return text.isEmpty()
                ? ""
                : "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
                        .formatted(style, tile.x() + 6, tile.y() + down, escaped(text));
    }

    private static String legend(int y) {
        return """
                <g transform="translate(%d %d)"><rect class="memory" y="-10" width="12" height="12"/><text class="note" x="18">waits for memory</text>\
                <rect class="arithmetic" x="140" y="-10" width="12" height="12"/><text class="note" x="158">waits for arithmetic</text></g>
                """.formatted(MARGIN, y);
    }

    private String table() {
        var rows = profile.nodes().stream().limit(MOST_ROWS).map(this::row).collect(Collectors.joining("\n"));
        var head = List.of("Node", "Operator", "Time", "Share", "Weights", "Operations a byte", "Waits for").stream()
                .map(name -> "<th scope=\"col\">" + name + "</th>")
                .collect(Collectors.joining());
        var more = profile.nodes().size() - MOST_ROWS;
        return "<table><thead><tr>%s</tr></thead><tbody>\n%s\n</tbody></table>%s"
                .formatted(head, rows, more > 0 ? "<p>and " + more + " more nodes, each cheaper</p>" : "");
    }

    private String row(NodeCost node) {
        return """
                <tr><th scope="row">%s</th><td>%s</td><td class="num">%s</td><td class="num">%s</td><td class="num">%s</td>\
                <td class="num">%s</td><td>%s</td></tr>""".formatted(
                        escaped(node.node()),
                        escaped(node.operator()),
                        Words.time(node.micros()),
                        Words.percent(node.micros() / Math.max(profile.totalMicros(), Double.MIN_NORMAL)),
                        Words.bytes(node.parameterBytes()),
                        Words.number(node.intensity()),
                        node.waitsFor(profile.ridge()));
    }

    private static String escaped(String text) {
        return text.replaceAll("\\p{Cntrl}", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
