package io.modelferry.control.delivery;

import static io.modelferry.control.platform.Columns.column;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** One row a device: its newest goal, what the goal lets it fetch, and whether the broker has it yet. */
@Repository
class Mailboxes {

    private static final String PUT = """
            insert into delivery_mailbox (device_id, generation, envelope, enclosures, urgent, posted_at)
            select distinct on (device) device, generation, envelope, string_to_array(enclosures, ','), urgent, ?
              from unnest(?::text[], ?::bigint[], ?::bytea[], ?::text[], ?::boolean[])
                   as letter(device, generation, envelope, enclosures, urgent)
             order by device, generation desc
            on conflict (device_id) do update
               set generation = excluded.generation, envelope = excluded.envelope,
                   enclosures = excluded.enclosures, urgent = excluded.urgent, posted_at = excluded.posted_at
             where delivery_mailbox.generation < excluded.generation
            """;

    private static final String DUE = """
            select device_id, generation, envelope from delivery_mailbox
             where sent_generation < generation order by urgent desc, posted_at limit ? for update skip locked
            """;

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    Mailboxes(JdbcTemplate jdbc, JdbcClient client) {
        this.jdbc = jdbc;
        this.client = client;
    }

    /** A goal that the broker does not have yet. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Due(DeviceId device, long generation, byte[] envelope) {}

    void put(Collection<PostOffice.Letter> letters, Instant now) {
        jdbc.update(
                PUT,
                Timestamp.from(now),
                column(letters, letter -> letter.device().value(), String[]::new),
                column(letters, PostOffice.Letter::generation, Long[]::new),
                column(letters, letter -> ProtocolJson.write(letter.envelope()), byte[][]::new),
                column(letters, letter -> digests(letter.enclosures()), String[]::new),
                column(letters, PostOffice.Letter::urgent, Boolean[]::new));
    }

    private static String digests(Collection<ArtifactDigest> enclosures) {
        return enclosures.stream().map(ArtifactDigest::hex).collect(Collectors.joining(","));
    }

    /** Rows that no other replica is sending right now; they stay locked until the caller's transaction ends. */
    List<Due> due(int limit) {
        return client.sql(DUE)
                .param(limit)
                .query((row, n) -> new Due(
                        new DeviceId(row.getString("device_id")), row.getLong("generation"), row.getBytes("envelope")))
                .list();
    }

    void markSent(List<Due> sent) {
        jdbc.update(
                """
                update delivery_mailbox m set sent_generation = sent.generation
                  from unnest(?::text[], ?::bigint[]) as sent(device, generation)
                 where m.device_id = sent.device and m.sent_generation < sent.generation""",
                column(sent, due -> due.device().value(), String[]::new),
                column(sent, Due::generation, Long[]::new));
    }

    /** After a start nobody knows what the broker still retains. */
    void markAllDue() {
        client.sql("update delivery_mailbox set sent_generation = 0").update();
    }

    /** The newest goals of these go out again. */
    void markDue(Collection<DeviceId> devices) {
        jdbc.update("""
                update delivery_mailbox set sent_generation = 0 where device_id in
                    (select device_id from delivery_mailbox where device_id = any (?) order by device_id for update)""", (Object) devices.stream().map(DeviceId::value).toArray(String[]::new));
    }

    Optional<byte[]> envelope(DeviceId device) {
        return client.sql("select envelope from delivery_mailbox where device_id = ?")
                .param(device.value())
                .query(byte[].class)
                .optional();
    }

    boolean encloses(DeviceId device, ArtifactDigest digest) {
        return client.sql("select count(*) from delivery_mailbox where device_id = ? and ? = any (enclosures)")
                        .params(device.value(), digest.hex())
                        .query(Long.class)
                        .single()
                > 0;
    }

    void delete(DeviceId device) {
        client.sql("delete from delivery_mailbox where device_id = ?")
                .param(device.value())
                .update();
    }
}
