package io.modelferry.control.fleet;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.Presence;
import io.modelferry.protocol.report.Reported;
import io.modelferry.protocol.report.Reported.RunningModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Writes what is known of devices: who they are, when they are there, what they say they run. */
@Repository
class DeviceRows {

    private final JdbcClient jdbc;

    DeviceRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of a device that enrolled before. */
    record Enrolled(
            String tokenId,
            String keyFingerprint,
            String certificate,
            boolean decommissioned,
            @Nullable Instant renewedAt) {

        /** Its certificate, if it is the same machine asking again. */
        Optional<String> certificateFor(String token, String fingerprint) {
            var same = !decommissioned && tokenId.equals(token) && keyFingerprint.equals(fingerprint);
            return same ? Optional.of(certificate) : Optional.empty();
        }
    }

    /** Until the transaction ends nobody else makes a device of this id, or gives it another certificate by a token. Held before any row is. */
    void stopTheDoorFor(DeviceId device) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('fleet-device:' || ?, 0))")
                .param(device.value())
                .query(row -> {});
    }

    /** Holds its row until the transaction ends. */
    Optional<Enrolled> enrolled(DeviceId device) {
        return jdbc.sql("""
                        select token_id, key_fingerprint, certificate, decommissioned_at is not null as decommissioned, renewed_at
                          from fleet_device where id = ? for update
                        """).param(device.value()).query(DeviceRows::enrolled).optional();
    }

    private static Enrolled enrolled(ResultSet row, int number) throws SQLException {
        var renewed = row.getTimestamp(5);
        return new Enrolled(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getBoolean(4),
                renewed == null ? null : renewed.toInstant());
    }

    void renew(DeviceId device, String keyFingerprint, String certificate, Instant now) {
        jdbc.sql("update fleet_device set key_fingerprint = ?, certificate = ?, renewed_at = ? where id = ?")
                .params(keyFingerprint, certificate, at(now), device.value())
                .update();
    }

    void add(DeviceId device, EnrolmentToken token, String keyFingerprint, String certificate, Instant now) {
        jdbc.sql("""
                        insert into fleet_device
                               (id, site, device_class, lab, enrolled_at, token_id, key_fingerprint, certificate)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(device.value(), token.site(), token.deviceClass(), token.lab(), at(now))
                .params(token.id(), keyFingerprint, certificate)
                .update();
    }

    void rejoin(DeviceId device, String token, String keyFingerprint, String certificate) {
        jdbc.sql(
                        "update fleet_device set token_id = ?, key_fingerprint = ?, certificate = ?, renewed_at = null where id = ?")
                .params(token, keyFingerprint, certificate, device.value())
                .update();
    }

    /** @return false if the device is unknown or decommissioned already */
    boolean decommission(DeviceId device, Instant now) {
        closeInterval(device, now);
        return jdbc.sql(
                                "update fleet_device set decommissioned_at = ?, online = false where id = ? and decommissioned_at is null")
                        .params(at(now), device.value())
                        .update()
                > 0;
    }

    boolean isActive(DeviceId device) {
        return jdbc.sql("select count(*) from fleet_device where id = ? and decommissioned_at is null")
                        .param(device.value())
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** @return whether that changed anything; the offline word of an earlier boot does not */
    boolean presence(DeviceId device, Presence presence, Instant now) {
        jdbc.sql("update fleet_device set silent = false where id = ? and silent and (? or boot is null or boot = ?)")
                .params(device.value(), presence.online(), presence.boot())
                .update();
        var changed = jdbc.sql("""
                        update fleet_device set online = :online, last_seen = :now, boot = :boot
                         where id = :id and online <> :online and (:online or boot is null or boot = :boot)
                        """)
                .param("online", presence.online())
                .param("now", at(now))
                .param("boot", presence.boot())
                .param("id", device.value())
                .update();
        if (changed == 0) {
            return false;
        }
        if (presence.online()) {
            openInterval(device, now);
        } else {
            closeInterval(device, now);
        }
        return true;
    }

    /** Seen again; written at most every ten seconds a device. */
    void seen(DeviceId device, Instant now) {
        jdbc.sql("update fleet_device set last_seen = ? where id = ? and (last_seen is null or last_seen < ?)")
                .params(at(now), device.value(), at(now.minusSeconds(10)))
                .update();
    }

    /** The same of many, at most every minute a device. */
    void seen(Collection<DeviceId> devices, Instant now) {
        jdbc.sql("update fleet_device set last_seen = ? where id = any (?) and (last_seen is null or last_seen < ?)")
                .params(at(now), ids(devices), at(now.minusSeconds(60)))
                .update();
    }

    /** Brings back those of {@code devices} that were taken for silent. @return who they are */
    List<DeviceId> heardAgain(Collection<DeviceId> devices, Instant now) {
        return jdbc.sql("""
                        with heard as (update fleet_device set online = true, silent = false, last_seen = :now
                                        where id = any (:ids) and silent and decommissioned_at is null returning id),
                           opened as (insert into fleet_presence (device_id, online_at)
                                      select id, cast(:now as timestamptz) from heard on conflict do nothing)
                        select id from heard""")
                .param("now", at(now))
                .param("ids", ids(devices))
                .query((row, n) -> new DeviceId(row.getString(1)))
                .list();
    }

    private static String[] ids(Collection<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).toArray(String[]::new);
    }

    /** @return whether filters see another device than before */
    boolean describe(DeviceId device, Reported reported, String facts, Instant now) {
        return jdbc.sql("""
                        with before as (select id, agent_version, reported from fleet_device where id = ?)
                        update fleet_device d
                           set agent_version = ?, facts = ?, reported = ?::jsonb, generation = ?, boot = ?, last_seen = ?
                          from before b where d.id = b.id
                        returning (b.agent_version, b.reported) is distinct from (d.agent_version, d.reported)
                        """)
                .param(device.value())
                .params(reported.agentVersion(), facts, ReportedFacts.json(reported.facts()))
                .params(reported.generation(), reported.boot(), at(now))
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** @return whether the device runs another file than before */
    boolean running(DeviceId device, RunningModel model, Instant now) {
        var digest = model.running() == null ? null : model.running().hex();
        var before = jdbc.sql("select coalesce(digest, '') from fleet_running where device_id = ? and model = ?")
                .params(device.value(), model.model().value())
                .query(String.class)
                .optional();
        var changed = before.isEmpty() || !before.get().equals(digest == null ? "" : digest);
        jdbc.sql("""
                        insert into fleet_running (device_id, model, digest, previous, quarantined, since)
                        values (:device, :model, :digest, :previous, :quarantined::text[], :now)
                        on conflict (device_id, model) do update
                           set digest = excluded.digest, previous = excluded.previous, quarantined = excluded.quarantined,
                               since = case when fleet_running.digest is distinct from excluded.digest
                                            then excluded.since else fleet_running.since end
                        """)
                .param("device", device.value())
                .param("model", model.model().value())
                .param("digest", digest)
                .param(
                        "previous",
                        model.previous() == null ? null : model.previous().hex())
                .param(
                        "quarantined",
                        literal(model.quarantined().stream().map(d -> d.hex()).toList()))
                .param("now", at(now))
                .update();
        if (changed) {
            jdbc.sql("insert into fleet_running_history (device_id, model, digest, since) values (?, ?, ?, ?)")
                    .param(device.value())
                    .param(model.model().value())
                    .param(digest)
                    .param(at(now))
                    .update();
        }
        return changed;
    }

    /** Devices that say they are online, and of which nothing was heard from {@code from} until {@code to}, nor since. */
    List<DeviceId> lastSeenBetween(Instant from, Instant to, int limit) {
        return jdbc.sql("""
                    select id from fleet_device
                     where online and decommissioned_at is null and last_seen >= :from and last_seen < :to
                       and seen_hour <= date_trunc('hour', cast(:to as timestamptz) at time zone 'UTC') limit :limit""")
                .param("from", at(from))
                .param("to", at(to))
                .param("limit", limit)
                .query((row, n) -> new DeviceId(row.getString(1)))
                .list();
    }

    void markSilent(DeviceId device, Instant now) {
        jdbc.sql("update fleet_device set online = false, silent = true where id = ?")
                .param(device.value())
                .update();
        closeInterval(device, now);
    }

    private void openInterval(DeviceId device, Instant now) {
        jdbc.sql("insert into fleet_presence (device_id, online_at) values (?, ?) on conflict do nothing")
                .params(device.value(), at(now))
                .update();
    }

    private void closeInterval(DeviceId device, Instant now) {
        jdbc.sql("update fleet_presence set offline_at = ? where device_id = ? and offline_at is null")
                .params(at(now), device.value())
                .update();
    }

    /** Digests are hexadecimal: nothing to escape. */
    private static String literal(List<String> digests) {
        return "{" + String.join(",", digests) + "}";
    }

    private static Timestamp at(Instant instant) {
        return Timestamp.from(instant);
    }
}
