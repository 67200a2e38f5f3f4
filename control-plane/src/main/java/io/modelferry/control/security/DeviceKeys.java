package io.modelferry.control.security;

import io.modelferry.protocol.DeviceId;
import java.security.cert.X509Certificate;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which keys of a device open. A key that a newer one follows opens until the newer one was shown once: a lost answer locks nobody out,
 * and a copy of the old key is worth nothing from then on. The embedded broker asks at every message, so it is held in memory; what
 * follows from a key that was shown is stored within a second, also when the database was away for a while.
 */
@Component
public class DeviceKeys {

    private static final long SETTLED_MILLIS = 1_000;
    private static final long REFRESH_MILLIS = 5_000;

    private final JdbcClient jdbc;
    private final FormerCertificates former;
    private final TransactionTemplate transaction;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private final Set<String> retired = ConcurrentHashMap.newKeySet();

    DeviceKeys(
            JdbcClient jdbc,
            FormerCertificates former,
            TransactionTemplate transaction,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.former = former;
        this.transaction = transaction;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        refresh();
    }

    /** Keys of this device opened until now. Published when that is stored. */
    public record Retired(DeviceId device) {}

    private record Key(String device, String fingerprint) {}

    /**
     * The device has a certificate for a next key.
     *
     * @param present fingerprint of the key that it had until now
     * @param presentCertificate in PEM
     * @param next fingerprint; if it was one of this device's before, it opens again
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void follow(DeviceId device, String present, String presentCertificate, String next) {
        former.remember(device, present, presentCertificate);
        jdbc.sql("delete from followed_key where device = ? and fingerprint = ?")
                .params(device.value(), next)
                .update();
        retired.remove(next);
        if (present.equals(next)) {
            return;
        }
        jdbc.sql("""
                        insert into followed_key (device, fingerprint, followed_by, ends_at) values (?, ?, ?, ?)
                        on conflict (fingerprint) do update set followed_by = excluded.followed_by
                        """)
                .params(device.value(), present, next, Timestamp.from(FleetCa.end(presentCertificate)))
                .update();
        awaited.add(next);
    }

    /** Whether the device had this key, and a newer one since. */
    public boolean wasFollowed(DeviceId device, String fingerprint) {
        return jdbc.sql("select count(*) from followed_key where device = ? and fingerprint = ?")
                        .params(device.value(), fingerprint)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Whether the key of this certificate still opens. Where that is one that was awaited, those before it are retired soon. */
    boolean open(X509Certificate certificate) {
        if (awaited.isEmpty() && retired.isEmpty()) {
            return true;
        }
        var fingerprint = KeyPairs.fingerprint(certificate.getPublicKey());
        if (awaited.contains(fingerprint)) {
            shown.add(fingerprint);
        }
        return !retired.contains(fingerprint);
    }

    /** Retires what the keys that were shown meanwhile follow. */
    @Scheduled(fixedDelay = SETTLED_MILLIS)
    synchronized void settle() {
        for (var next : List.copyOf(shown)) {
            var before = transaction.execute(status -> retireBefore(next));
            before.forEach(key -> retired.add(key.fingerprint()));
            awaited.remove(next);
            shown.remove(next);
            before.stream()
                    .map(key -> new DeviceId(key.device()))
                    .distinct()
                    .forEach(device -> events.publishEvent(new Retired(device)));
        }
    }

    private List<Key> retireBefore(String next) {
        var before = jdbc.sql("""
                        update followed_key k set retired_at = ?
                          from (select device, max(id) as id from followed_key where followed_by = ? group by device) f
                         where k.device = f.device and k.id <= f.id and k.retired_at is null
                        returning k.device, k.fingerprint
                        """)
                .params(Timestamp.from(clock.instant()), next)
                .query((row, number) -> new Key(row.getString(1), row.getString(2)))
                .list();
        before.forEach(key -> audit.record(
                "device.key-retired", "device", key.device(), Map.of("key", key.fingerprint(), "by", next)));
        return before;
    }

    /** Learns what other replicas stored, and forgets keys whose certificates ended. */
    @Scheduled(fixedDelay = REFRESH_MILLIS)
    synchronized void refresh() {
        var now = Timestamp.from(clock.instant());
        jdbc.sql("delete from followed_key where ends_at < ?").param(now).update();
        replace(retired, "select fingerprint from followed_key where retired_at is not null");
        replace(awaited, "select followed_by from followed_key where retired_at is null");
    }

    private void replace(Set<String> held, String query) {
        var stored = new HashSet<>(jdbc.sql(query).query(String.class).list());
        held.addAll(stored);
        held.retainAll(stored);
    }
}
