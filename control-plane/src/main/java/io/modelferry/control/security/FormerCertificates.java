package io.modelferry.control.security;

import io.modelferry.protocol.DeviceId;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Certificates that are a device's no longer, and which of them open nothing although they have not ended. */
@Component
class FormerCertificates {

    private static final int HEX = 16;

    private final JdbcClient jdbc;

    FormerCertificates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param since when it opened nothing any more */
    record Revoked(BigInteger serial, Instant since) {}

    /**
     * @param fingerprint of its key
     * @param pem as it was issued
     */
    @Transactional(propagation = Propagation.MANDATORY)
    void remember(DeviceId device, String fingerprint, String pem) {
        try {
            var certificate = FleetCa.parse(pem);
            jdbc.sql("INSERT INTO former_certificate (serial, device, fingerprint, ends_at) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT DO NOTHING")
                    .params(
                            certificate.getSerialNumber().toString(HEX),
                            device.value(),
                            fingerprint,
                            Timestamp.from(certificate.getNotAfter().toInstant()))
                    .update();
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was issued cannot be read", e);
        }
    }

    /** When a device was taken out, last; null if none ever was. */
    @Nullable
    Instant lastDenied() {
        var last = jdbc.sql("SELECT max(denied_at) FROM denied_device")
                .query((row, number) -> Optional.ofNullable(row.getTimestamp(1)))
                .single();
        return last.map(Timestamp::toInstant).orElse(null);
    }

    /** By serial number, each once. */
    List<Revoked> revoked(Instant now) {
        return jdbc.sql("""
                        SELECT serial, min(since) FROM (
                            SELECT f.serial, d.denied_at AS since FROM former_certificate f
                              JOIN denied_device d ON d.device = f.device WHERE f.ends_at > :now
                             UNION ALL
                            SELECT f.serial, k.retired_at FROM former_certificate f
                              JOIN followed_key k ON k.fingerprint = f.fingerprint AND k.device = f.device
                             WHERE f.ends_at > :now AND k.retired_at IS NOT NULL) AS revoked
                         GROUP BY serial ORDER BY serial""")
                .param("now", Timestamp.from(now))
                .query((row, number) -> new Revoked(
                        new BigInteger(row.getString(1), HEX),
                        row.getTimestamp(2).toInstant()))
                .list();
    }

    void forgetEnded(Instant now) {
        jdbc.sql("DELETE FROM former_certificate WHERE ends_at < ?")
                .param(Timestamp.from(now))
                .update();
    }
}
