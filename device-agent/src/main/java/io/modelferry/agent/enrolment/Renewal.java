package io.modelferry.agent.enrolment;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.RenewalReply;
import io.modelferry.protocol.enrolment.RenewalRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the next certificate, for a new key, when two thirds of the present one's life are over: a device is then away for a third of it
 * without being locked out. Devices that enrolled together ask at different times. Connections that stand stay; the next handshake shows
 * the new one.
 */
public final class Renewal {

    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
    private static final int OK = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** After a failure: so many times before the present one ends. */
    private static final int ATTEMPTS = 200;

    /** Of a certificate's life, in which devices are spread. */
    private static final int SPREAD = 30;

    /** Sends a request over a connection on which the device shows its certificate. */
    @FunctionalInterface
    public interface Line {

        HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException;
    }

    private final IdentityFiles files;
    private final DeviceIdentity identity;
    private final Line line;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor work;
    private volatile Instant due;
    private volatile boolean underWay;

    public Renewal(
            IdentityFiles files,
            DeviceIdentity identity,
            Line line,
            InstantSource clock,
            RandomGenerator random,
            Executor work) {
        this.files = files;
        this.identity = identity;
        this.line = line;
        this.clock = clock;
        this.random = random;
        this.work = work;
        this.due = firstDue(identity.certificate());
    }

    private Instant firstDue(X509Certificate certificate) {
        var life = life(certificate);
        var spread =
                Duration.ofMillis(random.nextLong(1 + life.dividedBy(SPREAD).toMillis()));
        return certificate
                .getNotBefore()
                .toInstant()
                .plus(life.multipliedBy(2).dividedBy(3))
                .plus(spread);
    }

    private static Duration life(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Costs nothing while nothing is due. */
    public void tick() {
        if (!underWay && !clock.instant().isBefore(due)) {
            underWay = true;
            work.execute(this::attempt);
        }
    }

    private void attempt() {
        try {
            renew();
            due = firstDue(identity.certificate());
        } catch (IOException | GeneralSecurityException | MalformedMessage e) {
            due = clock.instant().plus(life(identity.certificate()).dividedBy(ATTEMPTS));
            LOG.warn(
                    "the certificate ends at {} and could not be renewed: {}; again at {}",
                    identity.certificate().getNotAfter().toInstant(),
                    e.getMessage(),
                    due);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            underWay = false;
        }
    }

    private void renew() throws IOException, GeneralSecurityException, InterruptedException {
        var key = files.nextKey();
        var csr = Csr.of(identity.device(), key.getPublic(), key.getPrivate());
        var pem = ask(new RenewalRequest(csr));
        var certificate = Pem.certificate(pem);
        if (!certificate.getPublicKey().equals(key.getPublic())) {
            throw new GeneralSecurityException("the server's certificate is for another key");
        }
        certificate.verify(identity.key().ca().getPublicKey());
        files.keepRenewed(key.getPrivate(), pem);
        identity.key().renew(key.getPrivate(), certificate);
        identity.forgetSessions();
        LOG.info("certificate renewed, it ends at {}", certificate.getNotAfter().toInstant());
    }

    private String ask(RenewalRequest request) throws IOException, InterruptedException {
        var post = HttpRequest.newBuilder(URI.create(identity.httpsUrl()).resolve(RenewalRequest.PATH))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(ProtocolJson.write(request)))
                .build();
        var response = line.send(post);
        if (response.statusCode() != OK) {
            throw new IOException("the server answered " + response.statusCode());
        }
        return ProtocolJson.read(response.body(), RenewalReply.class).certificatePem();
    }
}
