package io.modelferry.agent.enrolment;

import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.enrolment.EnrolmentPending;
import io.modelferry.protocol.enrolment.EnrolmentReply;
import io.modelferry.protocol.enrolment.EnrolmentRequest;
import io.modelferry.protocol.enrolment.JoinString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one request that turns a machine into a device. Repeating it with the same token and key costs nothing, and while an operator has to
 * decide it is how a machine waits.
 */
public final class Enrolment {

    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int TOO_MANY = 429;
    private static final int BUSY = 500;
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final int SHOWN = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final IdentityFiles files;

    public Enrolment(IdentityFiles files) {
        this.files = files;
    }

    /**
     * @param server for example {@code https://fleet.example:8443}
     * @throws AwaitingOperator if an operator has to accept the machine first
     * @throws EnrolmentRefused in words for an operator; the machine is as before, but for its key
     */
    public DeviceIdentity enrol(URI server, JoinString join, DeviceId wanted) throws EnrolmentRefused {
        try {
            var key = files.key();
            var csr = Csr.of(wanted, key.getPublic(), key.getPrivate());
            var response = post(server, join, new EnrolmentRequest(join.token(), wanted, csr));
            files.keep(reply(response, Csr.fingerprint(key.getPublic())));
            return files.load().orElseThrow(() -> new EnrolmentRefused("the identity was not kept"));
        } catch (SSLException | GeneralSecurityException e) {
            throw new EnrolmentRefused("enrolment at " + server + " failed: " + deepest(e), false, e);
        } catch (IOException e) {
            throw new EnrolmentRefused("enrolment at " + server + " failed: " + deepest(e), true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnrolmentRefused("enrolment was interrupted", false, e);
        }
    }

    /**
     * A device gets a certificate again under its id, with a join string that is for this, if its own has ended or if the join string names
     * another CA: the fleet has a new one. Refused or not reached, it stays what it was: its models answer all the same.
     */
    public DeviceIdentity againIfNeeded(DeviceIdentity known, @Nullable String join, Instant now) {
        if (known.ended(now)) {
            return again(
                    known,
                    join,
                    "the certificate ended at "
                            + known.certificate().getNotAfter().toInstant());
        }
        return join != null && isOfAnotherCa(known, join)
                ? again(known, join, "the join string names another CA than the one that is trusted here")
                : known;
    }

    private static boolean isOfAnotherCa(DeviceIdentity known, String join) {
        try {
            return !JoinString.parse(join)
                    .caFingerprint()
                    .equals(PinnedCa.fingerprint(known.key().ca()));
        } catch (MalformedMessage | GeneralSecurityException unusable) {
            LOG.warn("the join string is not looked at: {}", unusable.getMessage());
            return false;
        }
    }

    private DeviceIdentity again(DeviceIdentity known, @Nullable String join, String why) {
        if (join == null) {
            LOG.warn(
                    "{}: no server takes it. Start once with the join string of ferry device rejoin {}",
                    why,
                    known.device());
            return known;
        }
        try {
            return enrol(URI.create(known.httpsUrl()), JoinString.parse(join), known.device());
        } catch (EnrolmentRefused | MalformedMessage e) {
            LOG.warn("{}, and joining again failed: {}", why, e.getMessage());
            return known;
        }
    }

    private static HttpResponse<byte[]> post(URI server, JoinString join, EnrolmentRequest request)
            throws GeneralSecurityException, IOException, InterruptedException {
        try (var client = HttpClient.newBuilder()
                .sslContext(FleetTls.pinned(join.caFingerprint()))
                .connectTimeout(PATIENCE)
                .build()) {
            var post = HttpRequest.newBuilder(server.resolve(EnrolmentRequest.PATH))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(ProtocolJson.write(request)))
                    .build();
            return client.send(post, BodyHandlers.ofByteArray());
        }
    }

    private static EnrolmentReply reply(HttpResponse<byte[]> response, String key) throws EnrolmentRefused {
        var body = response.body();
        if (response.statusCode() >= BUSY) {
            throw new EnrolmentRefused("the server answered " + response.statusCode(), true, new IOException("busy"));
        }
        if (response.statusCode() == TOO_MANY) {
            throw new EnrolmentRefused("the server has no room now: " + said(body), LATER);
        }
        try {
            if (response.statusCode() == EnrolmentPending.STATUS) {
                throw pending(ProtocolJson.read(body, EnrolmentPending.class), key);
            }
            if (response.statusCode() != OK && response.statusCode() != CREATED) {
                throw new EnrolmentRefused("the server refused with status " + response.statusCode() + ": " + said(body)
                        + " (a join string is used up or expired? ask for a new one)");
            }
            return ProtocolJson.read(body, EnrolmentReply.class);
        } catch (MalformedMessage e) {
            throw new EnrolmentRefused("the server's answer is no enrolment: " + e.getMessage(), false, e);
        }
    }

    /** An operator compares what the machine shows with what the server shows: the machine says what it knows itself. */
    private static EnrolmentRefused pending(EnrolmentPending told, String key) {
        return told.keyFingerprint().equals(key)
                ? new AwaitingOperator(told)
                : new EnrolmentRefused("the server lets another key wait than this machine's, " + key);
    }

    private static String said(byte[] body) {
        return new String(body, 0, Math.min(SHOWN, body.length), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    }

    private static String deepest(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
