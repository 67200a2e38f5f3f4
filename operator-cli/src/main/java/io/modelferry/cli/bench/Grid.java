package io.modelferry.cli.bench;

import io.modelferry.cli.text.Table;
import java.util.List;
import java.util.stream.Collectors;

/** Rows under a head, for a terminal or for a Markdown page. */
record Grid(List<String> head, List<List<String>> rows) {

    Grid {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
    }

    String text() {
        var table = new Table(head.toArray(String[]::new));
        rows.forEach(row -> table.row(row.toArray()));
        return table.toString();
    }

    String markdown() {
        return line(head)
                + line(head.stream().map(column -> "---").toList())
                + rows.stream().map(Grid::line).collect(Collectors.joining());
    }

    private static String line(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.strip().replaceAll(" +", " ").replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
