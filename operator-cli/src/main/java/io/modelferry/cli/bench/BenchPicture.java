package io.modelferry.cli.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A run as a picture, in SVG: for each pair what we send and what the best peer sends, beside the whole model. */
final class BenchPicture {

    private static final int WIDTH = 900;
    private static final int LABELS = 330;
    private static final int VALUES = 150;
    private static final int TOP = 78;
    private static final int ROW = 40;
    private static final int BAR = 13;
    private static final int SCALE = WIDTH - LABELS - VALUES;

    private BenchPicture() {}

    /** Pairs that were measured beside a peer; the others have nothing to be compared with. */
    static String of(List<PairResult> results) {
        var compared =
                results.stream().filter(result -> result.ratio().isPresent()).toList();
        var rows = new StringBuilder();
        for (int i = 0; i < compared.size(); i++) {
            rows.append(row(compared.get(i), TOP + i * ROW));
        }
        int height = TOP + compared.size() * ROW + 30;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="system-ui, sans-serif" font-size="14">
                <rect width="%1$d" height="%2$d" rx="10" fill="#ffffff"/>
                <text x="24" y="34" font-size="18" font-weight="600" fill="#1c2530">Bytes sent, as share of the new model</text>
                <rect x="24" y="48" width="12" height="12" rx="2" fill="#0b6e6e"/><text x="42" y="59" fill="#1c2530">Modelferry</text>
                <rect x="142" y="48" width="12" height="12" rx="2" fill="#b8c2cc"/><text x="160" y="59" fill="#1c2530">best of %3$s</text>
                <line x1="%4$d" y1="%5$d" x2="%4$d" y2="%6$d" stroke="#8a97a5" stroke-dasharray="3 3"/>
                <text x="%4$d" y="%7$d" text-anchor="middle" fill="#5a6774" font-size="12">100 %%</text>
                %8$s</svg>
                """.formatted(
                WIDTH, height, escaped(peers(compared)), LABELS + SCALE, TOP - 6, height - 30, height - 14, rows);
    }

    private static String peers(List<PairResult> results) {
        return results.stream()
                .flatMap(result -> result.peers().keySet().stream())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String row(PairResult result, int y) {
        double ours = result.share(result.measured().orElseThrow().bytes());
        var best = result.best().orElseThrow();
        return """
                <text x="24" y="%d" fill="#1c2530">%s</text><text x="24" y="%d" fill="#5a6774" font-size="11">%s</text>
                %s%s""".formatted(
                        y + 14,
                        escaped(result.pair().kind()),
                        y + 28,
                        escaped(result.pair().name()),
                        bar(y + 2, ours, "#0b6e6e", ""),
                        bar(y + 2 + BAR + 2, result.share(best.bytes()), "#b8c2cc", best.peer()));
    }

    private static String bar(int y, double share, String colour, String note) {
        double length = Math.max(1.5, Math.min(1, share) * SCALE);
        return """
                <rect x="%d" y="%d" width="%s" height="%d" rx="2" fill="%s"/><text x="%s" y="%d" fill="#1c2530" font-size="12">%s%s</text>
                """.formatted(
                        LABELS,
                        y,
                        number(length, 1),
                        BAR,
                        colour,
                        number(LABELS + length + 8, 1),
                        y + 11,
                        number(100 * share, share < 0.1 ? 2 : 1) + " %",
                        note.isEmpty() ? "" : "  " + escaped(note));
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
