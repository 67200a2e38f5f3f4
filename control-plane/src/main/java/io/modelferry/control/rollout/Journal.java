package io.modelferry.control.rollout;

import io.modelferry.control.rollout.gate.GateDecision;
import io.modelferry.control.rollout.gate.GateStanding;
import io.modelferry.control.rollout.gate.Judge.Comparison;
import io.modelferry.control.rollout.gate.Judge.Judgement;
import io.modelferry.control.rollout.gate.Judge.Judgement.CannotTell;
import io.modelferry.control.rollout.gate.Judge.Judgement.Passed;
import io.modelferry.control.rollout.gate.Judge.Judgement.Worse;
import io.modelferry.protocol.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What is written about rollouts beside the rollouts: the timeline, the gate's latest look, its numbers over time. */
@Component
class Journal {

    /** @param waitsOn the stage and a {@link GateDecision.Wait}, or what else the engine waits for */
    record Watch(
            Instant at,
            String waitsOn,
            String why,
            @Nullable Comparison comparison,
            List<GateStanding> gates) {}

    private final JdbcTemplate sql;
    private final ApplicationEventPublisher events;

    Journal(JdbcTemplate sql, ApplicationEventPublisher events) {
        this.sql = sql;
        this.events = events;
    }

    void append(Rollout rollout) {
        var entries = rollout.drain();
        write(rollout, entries);
        entries.forEach(entry -> events.publishEvent(moved(rollout, entry)));
    }

    private void write(Rollout rollout, List<TimelineEntry> entries) {
        sql.batchUpdate("""
                insert into rollout_timeline (rollout_id, at, kind, state, stage, actor, text, evidence)
                values (?, ?, ?, ?, ?, ?, ?, ?)""", entries, 100, (row, entry) -> {
            row.setString(1, rollout.id().value());
            row.setTimestamp(2, Timestamp.from(entry.at()));
            row.setString(3, entry.kind());
            row.setString(4, entry.state().name());
            row.setInt(5, entry.stage());
            row.setString(6, entry.actor());
            row.setString(7, entry.text());
            row.setString(8, entry.evidence());
        });
    }

    private static RolloutMoved moved(Rollout rollout, TimelineEntry entry) {
        return new RolloutMoved(
                rollout.id(),
                rollout.model(),
                rollout.version(),
                entry.kind(),
                entry.state(),
                entry.stage(),
                entry.actor(),
                entry.text(),
                entry.at());
    }

    /** Oldest first, the newest {@code limit} of them. */
    List<TimelineEntry> timeline(RolloutId rollout, int limit) {
        return sql.query(
                        "select * from rollout_timeline where rollout_id = ? order by id desc limit ?",
                        Journal::entry,
                        rollout.value(),
                        limit)
                .reversed();
    }

    /** Notes what a rollout waits for: in the timeline when that changes, in the watch always. */
    void waiting(Rollout rollout, String on, Cause cause) {
        waiting(rollout, on, cause, null, List.of());
    }

    void waiting(Rollout rollout, String on, Cause cause, @Nullable Comparison comparison, List<GateStanding> gates) {
        var kind = rollout.stage() + "/" + on;
        if (!watched(rollout.id()).map(Watch::waitsOn).orElse("").equals(kind)) {
            rollout.note("WAITING", cause);
        }
        watch(rollout.id(), new Watch(cause.at(), kind, cause.why(), comparison, gates));
    }

    private void watch(RolloutId rollout, Watch watch) {
        sql.update(
                """
                insert into rollout_watch (rollout_id, at, waits_on, why, comparison, gates) values (?, ?, ?, ?, ?, ?)
                on conflict (rollout_id) do update set at = excluded.at, waits_on = excluded.waits_on, why = excluded.why,
                    comparison = excluded.comparison, gates = excluded.gates""",
                rollout.value(),
                Timestamp.from(watch.at()),
                watch.waitsOn(),
                watch.why(),
                watch.comparison() == null ? null : json(watch.comparison()),
                json(watch.gates()));
    }

    Optional<Watch> watched(RolloutId rollout) {
        return sql
                .query(
                        "select * from rollout_watch where rollout_id = ?",
                        (row, number) -> new Watch(
                                row.getTimestamp("at").toInstant(),
                                row.getString("waits_on"),
                                row.getString("why"),
                                comparison(row),
                                gates(row)),
                        rollout.value())
                .stream()
                .findFirst();
    }

    void evidence(RolloutId rollout, EvidencePoint point) {
        sql.update(
                """
                insert into rollout_evidence (rollout_id, at, stage, verdict, comparison) values (?, ?, ?, ?, ?)
                on conflict do nothing""",
                rollout.value(),
                Timestamp.from(point.at()),
                point.stage(),
                point.verdict(),
                json(point.comparison()));
    }

    /** Oldest first, the newest {@code limit} of them. */
    List<EvidencePoint> evidence(RolloutId rollout, int limit) {
        return sql.query(
                        "select * from rollout_evidence where rollout_id = ? order by at desc limit ?",
                        (row, number) -> new EvidencePoint(
                                row.getTimestamp("at").toInstant(),
                                row.getInt("stage"),
                                row.getString("verdict"),
                                ProtocolJson.read(bytes(row.getString("comparison")), Comparison.class)),
                        rollout.value(),
                        limit)
                .reversed();
    }

    static String verdict(Judgement judgement) {
        return switch (judgement) {
            case Passed passed -> "PASSED";
            case Worse worse -> "WORSE";
            case CannotTell unclear -> "CANNOT_TELL";
        };
    }

    static String json(Object evidence) {
        return new String(ProtocolJson.write(evidence), StandardCharsets.UTF_8);
    }

    private static TimelineEntry entry(ResultSet row, int number) throws SQLException {
        return new TimelineEntry(
                row.getTimestamp("at").toInstant(),
                row.getString("kind"),
                RolloutState.valueOf(row.getString("state")),
                row.getInt("stage"),
                row.getString("actor"),
                row.getString("text"),
                row.getString("evidence"));
    }

    private static @Nullable Comparison comparison(ResultSet row) throws SQLException {
        var json = row.getString("comparison");
        return json == null ? null : ProtocolJson.read(bytes(json), Comparison.class);
    }

    private static List<GateStanding> gates(ResultSet row) throws SQLException {
        var json = row.getString("gates");
        return json == null ? List.of() : List.of(ProtocolJson.read(bytes(json), GateStanding[].class));
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
