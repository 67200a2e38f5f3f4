package io.modelferry.control.security;

import io.modelferry.control.platform.CannotStart;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.security.FormerCertificates.Revoked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The file in which a broker of somebody else's finds the certificates that open nothing any more (RFC 5280, 5), where one is configured.
 * It is written within a second after a device was taken out, within ten after a key was retired, and every day. Whoever runs the broker sees to it that it reads the file again.
 *
 * @see <a href="../docs/operations.md">docs/operations.md, A broker of your own</a>
 */
@Component
class RevocationList {

    private static final Logger log = LoggerFactory.getLogger(RevocationList.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final Duration RETIRED_EVERY = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofDays(1);

    private final FormerCertificates former;
    private final FleetCa ca;
    private final InstantSource clock;
    private final @Nullable Path file;
    private List<Revoked> written = List.of();
    private Instant writtenAt = Instant.MIN;
    private Instant askedAt = Instant.MIN;
    private @Nullable Instant lastDenied;

    /** @throws CannotStart if the list cannot be written where it is to be */
    RevocationList(FormerCertificates former, FleetCa ca, InstantSource clock, ModelferryConfiguration configuration) {
        this.former = former;
        this.ca = ca;
        this.clock = clock;
        var mqtt = configuration.mqtt();
        this.file = mqtt.crlFile().isBlank() ? null : Path.of(mqtt.crlFile()).toAbsolutePath();
        if (file != null && !Files.isWritable(Objects.requireNonNullElse(file.getParent(), file))) {
            throw new CannotStart(
                    "modelferry.mqtt.crl-file " + file + " cannot be written: its folder is not there, or not ours.");
        }
        if (file == null && !mqtt.embedded()) {
            log.warn("the broker hears of no revoked certificate: modelferry.mqtt.crl-file names no file");
        }
    }

    /** A device that was taken out is looked for every second, the many keys that are renewed all the time not as often. */
    @Scheduled(fixedDelay = LOOK_MILLIS)
    synchronized void look() {
        if (file == null) {
            return;
        }
        var now = clock.instant();
        var denied = former.lastDenied();
        if (!Objects.equals(denied, lastDenied) || !askedAt.isAfter(now.minus(RETIRED_EVERY))) {
            bringUpToDate(file, now);
            lastDenied = denied;
            askedAt = now;
        }
    }

    private void bringUpToDate(Path list, Instant now) {
        var revoked = former.revoked(now);
        var due = !writtenAt.isAfter(now.minus(EVERY));
        if (due || !revoked.equals(written) || !Files.exists(list)) {
            write(list, ca.revocations(revoked));
            log.info("revocation list written certificates={} file={}", revoked.size(), list);
            written = revoked;
            writtenAt = now;
        }
        if (due) {
            former.forgetEnded(now);
        }
    }

    /** Whole or not at all; readable for the broker's user, since nothing in it is secret. */
    static void write(Path file, String pem) {
        var next = file.resolveSibling(file.getFileName() + ".next");
        try {
            DataFolder.write(next, pem.getBytes(StandardCharsets.US_ASCII));
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
