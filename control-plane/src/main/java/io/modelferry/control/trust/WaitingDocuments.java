package io.modelferry.control.trust;

import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Signed;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Documents that not enough have signed yet: at most one in each place. One that is no longer the next, or has ended, is not there. */
@Component
class WaitingDocuments {

    private final JdbcClient jdbc;
    private final MetadataRows rows;
    private final InstantSource clock;

    WaitingDocuments(JdbcClient jdbc, MetadataRows rows, InstantSource clock) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.clock = clock;
    }

    enum Place {
        ROOT("root", Metadata.ROOT),
        TARGETS("targets", Metadata.TARGETS),
        /** Targets that hold under the root that waits. */
        ROOT_TARGETS("root-targets", Metadata.TARGETS);

        private final String column;
        private final String role;

        Place(String column, String role) {
            this.column = column;
            this.role = role;
        }

        String role() {
            return role;
        }
    }

    <T extends Metadata> Optional<Signed<T>> find(Place place, Class<T> type) {
        return jdbc.sql("select bytes from trust_waiting where place = ?")
                .param(place.column)
                .query((row, number) -> row.getBytes(1))
                .optional()
                .map(bytes -> Signed.read(bytes, type))
                .filter(document -> document.body().version() == rows.version(place.role) + 1
                        && clock.instant().isBefore(document.body().expires()));
    }

    /** The document with the signatures that its copy in this place has, if there is one. */
    <T extends Metadata> Signed<T> joined(Place place, Signed<T> document, Class<T> type) {
        return find(place, type)
                .filter(document::saysTheSameAs)
                .map(document::signedAlsoAs)
                .orElse(document);
    }

    Instant since(Place place) {
        return jdbc.sql("select since from trust_waiting where place = ?")
                .param(place.column)
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .single();
    }

    /** In the place of what was there. */
    <T extends Metadata> void keep(Place place, Signed<T> document, Class<T> type) {
        var more = find(place, type).filter(document::saysTheSameAs).isPresent();
        jdbc.sql("""
                        insert into trust_waiting as there (place, bytes, since) values (?, ?, ?)
                        on conflict (place) do update
                            set bytes = excluded.bytes, since = case when ? then there.since else excluded.since end""")
                .params(place.column, document.bytes(), Timestamp.from(clock.instant()), more)
                .update();
    }

    void remove(Place place) {
        jdbc.sql("delete from trust_waiting where place = ?")
                .param(place.column)
                .update();
    }
}
