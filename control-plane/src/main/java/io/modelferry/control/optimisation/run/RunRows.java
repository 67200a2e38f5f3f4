package io.modelferry.control.optimisation.run;

import io.modelferry.control.optimisation.OptimisationRuns.Order;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.optimisation.RunState;
import io.modelferry.optimizer.worker.Message.Progress;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Runs of all versions, and which of them may be worked on. */
@Repository
public class RunRows {

    /** A step that has gone on for less says nothing about its rest. */
    private static final Duration TELLING = Duration.ofSeconds(1);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    RunRows(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public List<RunView> of(ModelName model, VersionName version) {
        return jdbc.sql("select * from optimisation_run where model = ? and version = ? order by id")
                .params(model.value(), version.value())
                .query((row, number) -> view(row))
                .list();
    }

    public Optional<RunView> find(long id) {
        return jdbc.sql("select * from optimisation_run where id = ?")
                .param(id)
                .query((row, number) -> view(row))
                .optional();
    }

    public Run get(long id) {
        return find(id).map(Run::of).orElseThrow(() -> new IllegalStateException("no run " + id));
    }

    /** @return empty if there is no such run, or it came to no recipe */
    public Optional<RunResult> result(long id) {
        return jdbc.sql("select result from optimisation_run where id = ? and result is not null")
                .param(id)
                .query(String.class)
                .optional()
                .map(RunResult::parse);
    }

    /** Nothing is measured for it, or as the version's publisher says. */
    public long insert(ModelName model, VersionName version, String variant, String by) {
        return insert(model, version, new Order(variant), by);
    }

    /** @param order of one variant */
    public long insert(ModelName model, VersionName version, Order order, String by) {
        return jdbc.sql("""
                        insert into optimisation_run (model, version, variant, calibration, percentile, excluded, excluded_operators, state, requested_by, queued_at)
                        values (:model, :version, :variant, :calibration, :percentile, :excluded, :operators, 'QUEUED', :by, :now) returning id""")
                .param("model", model.value())
                .param("version", version.value())
                .param("variant", order.variants().getFirst())
                .param(
                        "calibration",
                        order.calibration() == null ? null : order.calibration().hex())
                .param("percentile", order.percentile())
                .param("excluded", order.exclude().toArray(String[]::new))
                .param("operators", order.excludeOperators().toArray(String[]::new))
                .param("by", by)
                .param("now", now())
                .query(Long.class)
                .single();
    }

    /** From now on its turn may come. */
    public void release(long id) {
        jdbc.sql("insert into optimisation_work (id) values (?) on conflict do nothing")
                .param(id)
                .update();
    }

    /** Seen by everybody at once, however long the work takes. @return false if it has ended meanwhile */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public boolean begin(long id) {
        return jdbc.sql("""
                        update optimisation_run set state = 'RUNNING', started_at = ?, step = '', step_done = 0, step_total = 0, step_at = null
                         where id = ? and state in ('QUEUED', 'RUNNING')""").params(now(), id).update() == 1;
    }

    /** Said by the child while the work goes on; a late word about a run that has ended is lost. */
    public void progress(long id, Progress progress) {
        jdbc.sql("""
                        update optimisation_run
                           set step_at = case when step = :step and step_total = :total then step_at else :now end,
                               step = :step, step_done = :done, step_total = :total
                         where id = :id and state = 'RUNNING'""")
                .param("step", progress.step())
                .param("done", progress.done())
                .param("total", progress.total())
                .param("now", now())
                .param("id", id)
                .update();
    }

    /** @return who asked for its end */
    public Optional<String> cancelledBy(long id) {
        return find(id).map(RunView::cancelledBy);
    }

    /** Of these digests, the calibration sets that were named with the orders of runs, as long as the run's version is not deleted. */
    public Set<ArtifactDigest> calibrations(Collection<ArtifactDigest> among) {
        return jdbc.sql("""
                        select distinct r.calibration from optimisation_run r
                          join registry_model_version v on v.model = r.model and v.version = r.version and v.deleted_at is null
                         where r.calibration = any(?)""")
                .param(among.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query((row, number) -> new ArtifactDigest(row.getString(1)))
                .set();
    }

    /** Holds the row until the transaction ends, so that it neither begins nor ends meanwhile. */
    public Optional<RunView> hold(long id) {
        return jdbc.sql("select * from optimisation_run where id = ? for update")
                .param(id)
                .query((row, number) -> view(row))
                .optional();
    }

    public void askToCancel(long id, String by) {
        jdbc.sql("update optimisation_run set cancelled_by = ? where id = ?")
                .params(by, id)
                .update();
    }

    /** @param result null if it came to no recipe */
    public void done(long id, @Nullable RunResult result) {
        jdbc.sql("update optimisation_run set result = :result where id = :id and state in ('QUEUED', 'RUNNING')")
                .param("result", result == null ? null : result.json())
                .param("id", id)
                .update();
        end(id, RunState.DONE, null, "");
    }

    public void end(long id, RunState state, @Nullable String failure, String reason) {
        jdbc.sql("""
                        update optimisation_run set state = :state, failure = :failure, reason = :reason, ended_at = :now
                         where id = :id and state in ('QUEUED', 'RUNNING')""")
                .param("state", state.name())
                .param("failure", failure)
                .param("reason", reason)
                .param("now", now())
                .param("id", id)
                .update();
    }

    /** Those of a version that wait, oldest first. */
    public List<Run> queued(ModelName model, VersionName version) {
        return of(model, version).stream()
                .filter(run -> run.state().equals(RunState.QUEUED.name()))
                .map(Run::of)
                .toList();
    }

    /** What a process that died left running waits again. */
    public void requeueAbandoned() {
        jdbc.sql("""
                        update optimisation_run set state = 'QUEUED' where state = 'RUNNING'
                           and id in (select id from optimisation_work for update skip locked)""").update();
    }

    private RunView view(ResultSet row) throws SQLException {
        return new RunView(
                row.getLong("id"),
                new ModelName(row.getString("model")),
                new VersionName(row.getString("version")),
                row.getString("variant"),
                digest(row.getString("calibration")),
                row.getObject("percentile", Double.class),
                List.of((String[]) row.getArray("excluded").getArray()),
                List.of((String[]) row.getArray("excluded_operators").getArray()),
                row.getString("state"),
                row.getString("failure"),
                row.getString("reason"),
                row.getString("step"),
                row.getInt("step_done"),
                row.getInt("step_total"),
                secondsLeft(row),
                row.getString("requested_by"),
                row.getString("cancelled_by"),
                row.getTimestamp("queued_at").toInstant(),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("ended_at")));
    }

    /** As long for each case as for those before; of the first moments it says nothing. */
    private @Nullable Long secondsLeft(ResultSet row) throws SQLException {
        var began = row.getTimestamp("step_at");
        var done = row.getInt("step_done");
        var total = row.getInt("step_total");
        if (!row.getString("state").equals(RunState.RUNNING.name()) || began == null || done < 1 || done > total) {
            return null;
        }
        var took = Duration.between(began.toInstant(), clock.instant());
        return took.compareTo(TELLING) < 0
                ? null
                : (Long) took.multipliedBy(total - done).dividedBy(done).toSeconds();
    }

    private static @Nullable ArtifactDigest digest(@Nullable String hex) {
        return hex == null ? null : new ArtifactDigest(hex);
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
