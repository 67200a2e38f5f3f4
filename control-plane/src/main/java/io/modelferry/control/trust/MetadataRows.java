package io.modelferry.control.trust;

import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Signed;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The documents, byte for byte as they were signed. */
@Component
class MetadataRows {

    /** A device in the middle of a refresh still finds what its timestamp led it to. Roots are kept all: devices walk along them. */
    private static final int KEPT = 16;

    private final JdbcClient jdbc;

    MetadataRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest document of a role, without its bytes. */
    record Standing(String role, long version, Instant signed, Instant expires) {}

    /** Waits for whoever signs now; until the end of the transaction nobody else does. */
    void hold() {
        var unused = jdbc.sql("select id from trust_repository where id = 1 for update")
                .query(Long.class)
                .single();
    }

    void add(String role, Signed<?> document, Instant signed) {
        var body = document.body();
        jdbc.sql("insert into trust_metadata (role, version, bytes, signed, expires) values (?, ?, ?, ?, ?)")
                .params(role, body.version(), document.bytes(), Timestamp.from(signed), Timestamp.from(body.expires()))
                .update();
        if (!role.equals(Metadata.ROOT)) {
            jdbc.sql("delete from trust_metadata where role = ? and version <= ?")
                    .params(role, body.version() - (role.equals(Metadata.TIMESTAMP) ? 1 : KEPT))
                    .update();
        }
    }

    long version(String role) {
        return jdbc.sql("select coalesce(max(version), 0) from trust_metadata where role = ?")
                .param(role)
                .query(Long.class)
                .single();
    }

    <T extends Metadata> Optional<Signed<T>> newest(String role, Class<T> type) {
        return newest(role).map(bytes -> Signed.read(bytes, type));
    }

    Optional<byte[]> newest(String role) {
        return jdbc.sql("select bytes from trust_metadata where role = ? order by version desc limit 1")
                .param(role)
                .query((row, number) -> row.getBytes(1))
                .optional();
    }

    Optional<byte[]> find(String role, long version) {
        return jdbc.sql("select bytes from trust_metadata where role = ? and version = ?")
                .params(role, version)
                .query((row, number) -> row.getBytes(1))
                .optional();
    }

    /** Of every role. */
    List<Standing> standings() {
        return jdbc.sql(
                        "select distinct on (role) role, version, signed, expires from trust_metadata order by role, version desc")
                .query((row, number) -> new Standing(
                        row.getString(1),
                        row.getLong(2),
                        row.getTimestamp(3).toInstant(),
                        row.getTimestamp(4).toInstant()))
                .list();
    }
}
