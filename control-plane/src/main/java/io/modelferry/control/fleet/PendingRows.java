package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Keeps machines that wait, and those that were refused until their time is over. What has expired is not there any more. */
@Repository
class PendingRows implements PendingDevices {

    private static final String ASKED = """
            select device_id, key_fingerprint, token_id, csr, expires_at, refused_because
              from fleet_pending_device where device_id = :device and key_fingerprint = :key and expires_at > :now
            """;

    private static final String WAITING = " from fleet_pending_device where refused_because is null and expires_at > ?";

    private final JdbcClient jdbc;
    private final InstantSource clock;

    PendingRows(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @param refusedBecause null while it waits */
    record Asked(
            DeviceId device,
            String key,
            String tokenId,
            String csr,
            Instant expiresAt,
            @Nullable String refusedBecause) {}

    @Override
    @Transactional(readOnly = true)
    public List<PendingDevice> waiting(int limit) {
        return jdbc.sql("""
                        select p.device_id, p.key_fingerprint, t.site, t.device_class, t.lab, t.id, t.created_by,
                               p.address, p.asked_at, p.expires_at
                          from fleet_pending_device p join fleet_enrolment_token t on t.id = p.token_id
                         where p.refused_because is null and p.expires_at > ?
                         order by p.asked_at, p.device_id limit ?
                        """)
                .params(now(), limit)
                .query(PendingRows::pendingDevice)
                .list();
    }

    @Override
    @Transactional(readOnly = true)
    public long count() {
        return jdbc.sql("select count(*)" + WAITING)
                .param(now())
                .query(Long.class)
                .single();
    }

    Optional<Asked> find(DeviceId device, String key) {
        return asked(ASKED, device, key);
    }

    /** Holds its row until the transaction ends. */
    Optional<Asked> hold(DeviceId device, String key) {
        return asked(ASKED + " for update", device, key);
    }

    private Optional<Asked> asked(String sql, DeviceId device, String key) {
        return jdbc.sql(sql)
                .param("device", device.value())
                .param("key", key)
                .param("now", now())
                .query(PendingRows::row)
                .optional();
    }

    /** The key of the machine that waits under an id. */
    Optional<String> waitingKey(DeviceId device) {
        return jdbc.sql("select key_fingerprint" + WAITING + " and device_id = ?")
                .params(now(), device.value())
                .query(String.class)
                .optional();
    }

    /** Until the transaction ends nobody else adds one: what was counted stays true. */
    void stopTheQueue() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('fleet-pending', 0))")
                .query(row -> {});
    }

    /** Those who wait, and those whose refusal is remembered. */
    long stored() {
        return jdbc.sql("select count(*) from fleet_pending_device where expires_at > ?")
                .param(now())
                .query(Long.class)
                .single();
    }

    void add(Asked asked, String address) {
        jdbc.sql("""
                        insert into fleet_pending_device
                               (device_id, key_fingerprint, token_id, csr, address, asked_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(asked.device().value(), asked.key(), asked.tokenId(), asked.csr(), address, now())
                .param(Timestamp.from(asked.expiresAt()))
                .update();
    }

    void refuse(Asked asked, String reason) {
        jdbc.sql("update fleet_pending_device set refused_because = ? where device_id = ? and key_fingerprint = ?")
                .params(reason, asked.device().value(), asked.key())
                .update();
    }

    /** Nobody can wait under an id that is given. */
    void remove(DeviceId device) {
        jdbc.sql("delete from fleet_pending_device where device_id = ?")
                .param(device.value())
                .update();
    }

    void remove(DeviceId device, String key) {
        jdbc.sql("delete from fleet_pending_device where device_id = ? and key_fingerprint = ?")
                .params(device.value(), key)
                .update();
    }

    /** @return those who came with the token, waiting or refused, and are gone now */
    List<Asked> removeAllOf(String tokenId) {
        return jdbc.sql("""
                        delete from fleet_pending_device where token_id = ?
                        returning device_id, key_fingerprint, token_id, csr, expires_at, refused_because
                        """).param(tokenId).query(PendingRows::row).list();
    }

    /** @return those who are gone now because their time is over */
    List<Asked> removeExpired() {
        return jdbc.sql("""
                        delete from fleet_pending_device where expires_at <= ?
                        returning device_id, key_fingerprint, token_id, csr, expires_at, refused_because
                        """).param(now()).query(PendingRows::row).list();
    }

    private static Asked row(ResultSet row, int number) throws SQLException {
        return new Asked(
                new DeviceId(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getTimestamp(5).toInstant(),
                row.getString(6));
    }

    private static PendingDevice pendingDevice(ResultSet row, int number) throws SQLException {
        return new PendingDevice(
                new DeviceId(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getTimestamp(9).toInstant(),
                row.getTimestamp(10).toInstant());
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }
}
