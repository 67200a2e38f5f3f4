package io.modelferry.control.delivery;

import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ProtocolJson;
import java.sql.Array;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** One row a device: its newest goal, what the goal lets it fetch, and whether the broker has it yet. */
@Repository
class Mailboxes {

    private static final String PUT = """
            insert into delivery_mailbox (device_id, generation, envelope, enclosures, posted_at)
            values (?, ?, ?, ?, ?)
            on conflict (device_id) do update
               set generation = excluded.generation, envelope = excluded.envelope,
                   enclosures = excluded.enclosures, posted_at = excluded.posted_at
             where delivery_mailbox.generation < excluded.generation
            """;

    private static final String DUE = """
            select device_id, generation, envelope from delivery_mailbox
             where sent_generation < generation order by posted_at limit ? for update skip locked
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
        jdbc.batchUpdate(PUT, letters, 500, (row, letter) -> {
            row.setString(1, letter.device().value());
            row.setLong(2, letter.generation());
            row.setBytes(3, ProtocolJson.write(letter.envelope()));
            row.setArray(4, digests(row.getConnection(), letter.enclosures()));
            row.setTimestamp(5, Timestamp.from(now));
        });
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
        jdbc.batchUpdate(
                "update delivery_mailbox set sent_generation = ? where device_id = ? and sent_generation < ?",
                sent,
                500,
                (row, due) -> {
                    row.setLong(1, due.generation());
                    row.setString(2, due.device().value());
                    row.setLong(3, due.generation());
                });
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

    private static Array digests(java.sql.Connection connection, Collection<ArtifactDigest> digests)
            throws java.sql.SQLException {
        return connection.createArrayOf(
                "text", digests.stream().map(ArtifactDigest::hex).toArray());
    }
}
