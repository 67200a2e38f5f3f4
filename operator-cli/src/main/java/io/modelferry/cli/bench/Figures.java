package io.modelferry.cli.bench;

import static io.modelferry.cli.bench.BenchJson.fields;

import io.modelferry.cli.text.Table;
import java.util.List;

/** Figures for a terminal, and for machines. */
public record Figures(List<Figure> figures) {

    public Figures {
        figures = List.copyOf(figures);
    }

    public String text() {
        var table = new Table("WHAT", "MEDIAN", "RANGE", "TARGET", "", "HOW");
        figures.forEach(figure -> table.row(
                figure.what(),
                figure.measured().strip(),
                figure.range(),
                figure.bound().strip(),
                figure.met() ? "met" : "MISSED",
                figure.detail()));
        return table.toString();
    }

    public String json() {
        return BenchJson.written(
                fields("figures", figures.stream().map(Figures::figure).toList()));
    }

    private static Object figure(Figure figure) {
        return fields(
                "key", figure.key(),
                "what", figure.what(),
                "unit", figure.unit(),
                "median", figure.median(),
                "runs", figure.runs(),
                "target", figure.target(),
                "bound", figure.atMost() ? "AT_MOST" : "AT_LEAST",
                "met", figure.met(),
                "detail", figure.detail());
    }
}
