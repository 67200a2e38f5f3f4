package io.modelferry.cli.delta;

import io.modelferry.cli.text.Units;
import io.modelferry.delta.SectionReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Where the bytes of a delta go: a bar for each codec, as long as its share. */
record DeltaMap(List<Row> rows, long patchBytes) {

    private static final int BAR = 40;

    /** Sections of one codec together. */
    record Row(String codec, int sections, long rawBytes, long patchBytes, long elements) {

        Row with(SectionReport section) {
            return new Row(
                    codec,
                    sections + 1,
                    rawBytes + section.rawBytes(),
                    patchBytes + section.patchBytes(),
                    elements + section.elements());
        }

        double bitsPerElement() {
            return elements == 0 ? 0 : 8.0 * patchBytes / elements;
        }
    }

    DeltaMap {
        rows = List.copyOf(rows);
    }

    static DeltaMap of(List<SectionReport> sections, long patchBytes) {
        var byCodec = new LinkedHashMap<String, Row>();
        for (var section : sections) {
            byCodec.merge(
                    section.codec(),
                    new Row(section.codec(), 0, 0, 0, 0).with(section),
                    (known, one) -> known.with(section));
        }
        var rows = new ArrayList<>(byCodec.values());
        rows.sort(Comparator.comparingLong(Row::patchBytes).reversed());
        return new DeltaMap(rows, patchBytes);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("where the bytes go\n");
        int width = rows.stream().mapToInt(row -> row.codec().length()).max().orElse(0);
        for (var row : rows) {
            double share = patchBytes == 0 ? 0 : (double) row.patchBytes() / patchBytes;
            text.append(String.format(
                    Locale.ROOT,
                    "  %-" + Math.max(1, width) + "s  %8s of %8s  %7s  %s%n",
                    row.codec(),
                    Units.bytes(row.patchBytes()),
                    Units.bytes(row.rawBytes()),
                    Units.percent(share),
                    "#".repeat((int) Math.round(BAR * share))));
        }
        return text.toString().stripTrailing();
    }
}
