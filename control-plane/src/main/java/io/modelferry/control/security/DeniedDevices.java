package io.modelferry.control.security;

import io.modelferry.protocol.DeviceId;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Devices whose certificates no longer open anything. Asked at every connection, so it is held in memory. */
@Component
public class DeniedDevices {

    private static final long REFRESH_MILLIS = 5_000;

    private final JdbcClient jdbc;
    private final FormerCertificates former;
    private final InstantSource clock;
    private final Set<String> denied = ConcurrentHashMap.newKeySet();

    DeniedDevices(JdbcClient jdbc, FormerCertificates former, InstantSource clock) {
        this.jdbc = jdbc;
        this.former = former;
        this.clock = clock;
        refresh();
    }

    public boolean contains(DeviceId device) {
        return denied.contains(device.value());
    }

    /**
     * For good: a decommissioned id never comes back. Takes effect here at once, on other replicas within five seconds.
     *
     * @param keyFingerprint of its present key
     * @param certificate its present one, in PEM
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(DeviceId device, String keyFingerprint, String certificate) {
        former.remember(device, keyFingerprint, certificate);
        jdbc.sql("INSERT INTO denied_device (device, denied_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(device.value(), Timestamp.from(clock.instant()))
                .update();
        denied.add(device.value());
    }

    /** Learns what other replicas denied, and forgets a denial whose transaction was rolled back. */
    @Scheduled(fixedDelay = REFRESH_MILLIS)
    void refresh() {
        var stored = Set.copyOf(
                jdbc.sql("SELECT device FROM denied_device").query(String.class).list());
        denied.addAll(stored);
        denied.retainAll(stored);
    }
}
