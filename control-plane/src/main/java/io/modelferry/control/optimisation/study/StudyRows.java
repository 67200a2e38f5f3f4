package io.modelferry.control.optimisation.study;

import io.modelferry.control.optimisation.run.Run;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Results of studies, the newest of each kind. */
@Repository
class StudyRows {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final InstantSource clock;

    StudyRows(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    record Row<T>(T result, long run, Instant madeAt) {}

    <T> Optional<Row<T>> find(ModelName model, VersionName version, StudyKind kind, Class<T> type) {
        return jdbc.sql("select * from optimisation_study where model = ? and version = ? and kind = ?")
                .params(model.value(), version.value(), kind.word())
                .query((row, number) -> new Row<>(
                        JSON.readValue(row.getString("result"), type),
                        row.getLong("run"),
                        row.getTimestamp("made_at").toInstant()))
                .optional();
    }

    void keep(Run run, StudyKind kind, Object result) {
        jdbc.sql("""
                        insert into optimisation_study (model, version, kind, result, run, made_at)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (model, version, kind)
                            do update set result = excluded.result, run = excluded.run, made_at = excluded.made_at""")
                .param(run.model().value())
                .param(run.version().value())
                .param(kind.word())
                .param(JSON.writeValueAsString(result))
                .param(run.id())
                .param(Timestamp.from(clock.instant()))
                .update();
    }
}
