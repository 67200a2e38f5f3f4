package io.modelferry.cli.delta;

import io.modelferry.cli.text.Table;
import io.modelferry.cli.text.Units;
import io.modelferry.delta.DeltaReport;
import io.modelferry.delta.SectionReport;
import io.modelferry.delta.Sha256;
import io.modelferry.delta.explain.DeltaExplanation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A delta on a page: what it starts from and leads to, then a line for each section. */
record DeltaSheet(
        Sha256 base,
        Sha256 target,
        long baseBytes,
        long targetBytes,
        long patchBytes,
        long overheadBytes,
        List<SectionReport> sections) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static DeltaSheet of(DeltaReport report) {
        return new DeltaSheet(
                report.base(),
                report.target(),
                report.baseBytes(),
                report.targetBytes(),
                report.patchBytes(),
                report.overheadBytes(),
                report.sections());
    }

    static DeltaSheet of(DeltaExplanation explanation) {
        return new DeltaSheet(
                explanation.base(),
                explanation.target(),
                explanation.baseBytes(),
                explanation.targetBytes(),
                explanation.patchBytes(),
                explanation.overheadBytes(),
                explanation.sections());
    }

    String text() {
        var table = new Table("SECTION", "DTYPE", "CODEC", "BYTES", "DELTA BYTES", "SHARE", "BITS", "WHY");
        for (var section : sections) {
            table.row(
                    section.name(),
                    section.dtype(),
                    section.codec(),
                    section.rawBytes(),
                    section.patchBytes(),
                    share(section.patchBytes(), section.rawBytes()),
                    String.format(Locale.ROOT, "%.2f", section.bitsPerElement()),
                    section.reason());
        }
        return """
                base    %s  %d bytes
                target  %s  %d bytes
                delta   %d bytes, %s of the target; %d of them prologue and directory

                %s

                %s""".formatted(
                        base,
                        baseBytes,
                        target,
                        targetBytes,
                        patchBytes,
                        share(patchBytes, targetBytes),
                        overheadBytes,
                        table,
                        DeltaMap.of(sections, patchBytes));
    }

    String json() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("base", base.hex());
        fields.put("target", target.hex());
        fields.put("baseBytes", baseBytes);
        fields.put("targetBytes", targetBytes);
        fields.put("patchBytes", patchBytes);
        fields.put("overheadBytes", overheadBytes);
        fields.put("sections", sections.stream().map(DeltaSheet::fields).toList());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields);
    }

    private static Map<String, Object> fields(SectionReport section) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", section.name());
        fields.put("dtype", section.dtype());
        fields.put("codec", section.codec());
        fields.put("rawBytes", section.rawBytes());
        fields.put("patchBytes", section.patchBytes());
        fields.put("bitsPerElement", section.bitsPerElement());
        fields.put("reason", section.reason());
        return fields;
    }

    private static String share(long part, long whole) {
        return whole == 0 ? "-" : Units.percent((double) part / whole);
    }
}
