package io.modelferry.control.security;

import io.modelferry.protocol.audit.AuditRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives committed entries their place in the chain, one chainer at a time among all control planes: so no request waits for another
 * because of the chain. An entry is outside it for about a second.
 */
@Component
class AuditChain {

    /** Key of the advisory lock; any number that nobody else uses. */
    private static final long ONE_AT_A_TIME = 0x6d66_6175_6469_74L;

    private static final int BATCH = 500;

    private final JdbcTemplate sql;
    private final TransactionTemplate transaction;

    AuditChain(JdbcTemplate sql, TransactionTemplate transaction) {
        this.sql = sql;
        this.transaction = transaction;
    }

    /** Chains everything that is committed. Does nothing while another does it. */
    @Scheduled(fixedDelayString = "${modelferry.audit.chain-every:1s}")
    void chain() {
        while (Boolean.TRUE.equals(transaction.execute(status -> chainBatch()))) {
            // until nothing is left
        }
    }

    /** @return whether there may be more */
    private boolean chainBatch() {
        if (!Boolean.TRUE.equals(
                sql.queryForObject("select pg_try_advisory_xact_lock(?)", Boolean.class, ONE_AT_A_TIME))) {
            return false;
        }
        var end = end();
        var seq = end.map(AuditRecord::seq).orElse(0L);
        var hash = end.map(AuditRecord::hash).orElse(AuditRecord.GENESIS);
        var chained = new ArrayList<Object[]>();
        for (var entry : waiting()) {
            var linked = at(entry, ++seq).after(hash);
            hash = linked.hash();
            chained.add(new Object[] {linked.seq(), HexFormat.of().parseHex(hash), linked.id()});
        }
        sql.batchUpdate("update audit_entry set seq = ?, hash = ? where id = ?", chained);
        return chained.size() == BATCH;
    }

    private List<AuditRecord> waiting() {
        return sql.query(
                "select *, details::text as words from audit_entry where seq is null order by id limit ?",
                AuditChain::entry,
                BATCH);
    }

    /** The last entry of the chain; empty before the first. */
    Optional<AuditRecord> end() {
        return sql
                .query(
                        "select *, details::text as words from audit_entry where seq is not null order by seq desc limit 1",
                        AuditChain::entry)
                .stream()
                .findFirst();
    }

    /** Entries of the chain behind {@code seq}, in order. */
    List<AuditRecord> after(long seq, int limit) {
        return sql.query(
                "select *, details::text as words from audit_entry where seq > ? order by seq limit ?",
                AuditChain::entry,
                seq,
                limit);
    }

    /** Entries that have no place yet. */
    long outside() {
        var count = sql.queryForObject("select count(*) from audit_entry where seq is null", Long.class);
        return count == null ? 0 : count;
    }

    private static AuditRecord at(AuditRecord entry, long seq) {
        return new AuditRecord(
                seq,
                entry.id(),
                entry.at(),
                entry.actor(),
                entry.address(),
                entry.action(),
                entry.objectType(),
                entry.objectId(),
                entry.details(),
                "");
    }

    private static AuditRecord entry(ResultSet row, int number) throws SQLException {
        var hash = row.getBytes("hash");
        return new AuditRecord(
                row.getLong("seq"),
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                row.getString("address"),
                row.getString("action"),
                row.getString("object_type"),
                row.getString("object_id"),
                row.getString("words"),
                hash == null ? "" : HexFormat.of().formatHex(hash));
    }
}
