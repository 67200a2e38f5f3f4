package io.modelferry.control.trust;

import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.KeyHolders;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who signed which document, and when the signature came. Kept for ever: documents are not. */
@Component
class SignatureRows {

    private final JdbcClient jdbc;

    SignatureRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** These keys have signed, and nobody else; a signature that was here before keeps its time. */
    void keep(String role, long version, Set<String> keyids, KeyHolders holders, Instant now) {
        jdbc.sql("delete from trust_signature where role = ? and version = ? and keyid <> all (?)")
                .params(role, version, keyids.toArray(String[]::new))
                .update();
        for (var keyid : keyids) {
            jdbc.sql("""
                            insert into trust_signature (role, version, keyid, holder, signed) values (?, ?, ?, ?, ?)
                            on conflict do nothing""")
                    .param(role)
                    .param(version)
                    .param(keyid)
                    .param(holders.of(keyid).orElse(null))
                    .param(Timestamp.from(now))
                    .update();
        }
    }

    /** On the targets that named files of the version first. */
    List<SignedBy> on(ModelName model, VersionName version) {
        return jdbc.sql("""
                        select version, keyid, holder, signed from trust_signature
                         where role = 'targets'
                           and version in (select signed_in from trust_model where model = ? and version = ?)
                         order by signed, keyid""")
                .params(model.value(), version.value())
                .query(SignatureRows::signature)
                .list();
    }

    private static SignedBy signature(ResultSet row, int number) throws SQLException {
        return new SignedBy(
                row.getLong("version"),
                row.getString("keyid"),
                row.getString("holder"),
                row.getTimestamp("signed").toInstant());
    }
}
