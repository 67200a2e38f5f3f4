package io.modelferry.control.delta;

import io.modelferry.control.delta.Deltas.TensorDelta;
import io.modelferry.delta.SectionReport;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What each section of a delta costs and why; a large model has hundreds, written in batches. */
@Repository
class Sections {

    private static final int BATCH = 500;

    private final JdbcTemplate batches;
    private final JdbcClient jdbc;

    Sections(JdbcTemplate batches, JdbcClient jdbc) {
        this.batches = batches;
        this.jdbc = jdbc;
    }

    void save(long pair, List<SectionReport> sections) {
        var position = new int[] {0};
        batches.batchUpdate("""
                insert into delta_section (pair, position, name, dtype, codec, raw_bytes, delta_bytes, reason)
                values (?, ?, ?, ?, ?, ?, ?, ?)""", sections, BATCH, (row, section) -> {
            row.setLong(1, pair);
            row.setInt(2, position[0]++);
            row.setString(3, storable(section.name()));
            row.setString(4, section.dtype());
            row.setString(5, section.codec());
            row.setLong(6, section.rawBytes());
            row.setLong(7, section.patchBytes());
            row.setString(8, section.reason());
        });
    }

    List<TensorDelta> of(long pair) {
        return jdbc.sql("""
                        select name, dtype, codec, raw_bytes, delta_bytes, reason from delta_section
                        where pair = ? order by position""")
                .param(pair)
                .query((row, number) -> new TensorDelta(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6)))
                .list();
    }

    /** PostgreSQL holds no NUL; a tensor's name comes from outside. */
    private static String storable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
