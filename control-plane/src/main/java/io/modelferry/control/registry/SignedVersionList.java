package io.modelferry.control.registry;

import io.modelferry.control.security.Signers;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.Envelope;
import io.modelferry.protocol.trust.VersionList;
import io.modelferry.protocol.trust.VersionList.Acceptance;
import io.modelferry.protocol.trust.VersionList.SignedModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps the entries of the list and the list as it was signed last. Its number only grows: whoever signs holds the one row of
 * {@code registry_version_list}. A list is signed anew when half of its life is over.
 */
@Service
class SignedVersionList implements SignedVersions {

    static final Duration LIFETIME = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(SignedVersionList.class);
    private static final Duration RENEW_BEFORE_END = LIFETIME.dividedBy(2);

    private static final String SELECT_ENTRIES = """
            select model, version, variant, digest, length_bytes, release_counter, min_counter, opset,
                   acceptance_digest, acceptance_bytes, min_accuracy
            from registry_signed_model""";

    private final JdbcClient jdbc;
    private final Signers signers;
    private final InstantSource clock;
    private final TransactionTemplate ownTransaction;

    SignedVersionList(JdbcClient jdbc, Signers signers, InstantSource clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.signers = signers;
        this.clock = clock;
        this.ownTransaction = new TransactionTemplate(transactions);
        ownTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void add(SignedModel model) {
        var number = hold();
        var there = find(model);
        if (there.isPresent()) {
            requireSame(model, there.get());
            return;
        }
        insert(model);
        sign(number + 1);
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void remove(ModelName model, VersionName version) {
        var number = hold();
        var removed = jdbc.sql("delete from registry_signed_model where model = ? and version = ?")
                .params(model.value(), version.value())
                .update();
        if (removed > 0) {
            sign(number + 1);
        }
    }

    @Override
    public Envelope current() {
        return read().filter(list -> !list.isDue(clock.instant()))
                .map(Signed::envelope)
                .orElseGet(this::renewed);
    }

    @Override
    public long currentNumber() {
        return jdbc.sql("select number from registry_version_list")
                .query(Long.class)
                .single();
    }

    /** Nobody may ask for weeks; the list must not end meanwhile. */
    @Scheduled(fixedDelayString = "PT1H")
    void renewInTime() {
        var unused = current();
    }

    /** @param envelope null before the first signature */
    private record Signed(@Nullable Envelope envelope, Instant expires) {

        boolean isDue(Instant now) {
            return envelope == null || now.plus(RENEW_BEFORE_END).isAfter(expires);
        }
    }

    private Optional<Signed> read() {
        return jdbc.sql("select envelope, expires from registry_version_list where envelope is not null")
                .query((row, number) -> new Signed(
                        ProtocolJson.read(row.getBytes(1), Envelope.class),
                        row.getTimestamp(2).toInstant()))
                .optional();
    }

    private Envelope renewed() {
        return Objects.requireNonNull(ownTransaction.execute(status -> {
            var number = hold();
            var signedMeanwhile = read().filter(list -> !list.isDue(clock.instant()));
            return signedMeanwhile.map(Signed::envelope).orElseGet(() -> sign(number + 1));
        }));
    }

    private long hold() {
        return jdbc.sql("select number from registry_version_list where id = 1 for update")
                .query(Long.class)
                .single();
    }

    private Envelope sign(long number) {
        var now = clock.instant();
        var entries = jdbc.sql(SELECT_ENTRIES + " order by position")
                .query(SignedVersionList::entry)
                .list();
        var list = new VersionList(number, now, now.plus(LIFETIME), entries);
        var envelope = signers.signVersionList(list);
        jdbc.sql("update registry_version_list set number = ?, envelope = ?, expires = ? where id = 1")
                .params(number, ProtocolJson.write(envelope), Timestamp.from(list.expires()))
                .update();
        log.info("version list signed number={} entries={} expires={}", number, entries.size(), list.expires());
        return envelope;
    }

    private Optional<SignedModel> find(SignedModel model) {
        return jdbc.sql(SELECT_ENTRIES + " where model = ? and version = ? and variant = ?")
                .params(model.model().value(), model.version().value(), model.variant())
                .query(SignedVersionList::entry)
                .optional();
    }

    private static void requireSame(SignedModel wanted, SignedModel there) {
        if (!there.digest().equals(wanted.digest())) {
            throw new IllegalStateException("%s@%s %s is signed with other bytes"
                    .formatted(wanted.model(), wanted.version(), wanted.variant()));
        }
    }

    private void insert(SignedModel model) {
        var acceptance = model.acceptance();
        jdbc.sql("""
                        insert into registry_signed_model
                            (model, version, variant, digest, length_bytes, release_counter, min_counter, opset,
                             acceptance_digest, acceptance_bytes, min_accuracy)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(model.model().value())
                .param(model.version().value())
                .param(model.variant())
                .param(model.digest().hex())
                .param(model.lengthBytes())
                .param(model.releaseCounter())
                .param(model.minCounter())
                .param(model.opset())
                .param(acceptance == null ? null : acceptance.digest().hex())
                .param(acceptance == null ? null : acceptance.lengthBytes())
                .param(acceptance == null ? null : acceptance.minAccuracy())
                .update();
    }

    private static SignedModel entry(ResultSet row, int number) throws SQLException {
        var acceptance = row.getString("acceptance_digest");
        return new SignedModel(
                new ModelName(row.getString("model")),
                new VersionName(row.getString("version")),
                row.getString("variant"),
                new ArtifactDigest(row.getString("digest")),
                row.getLong("length_bytes"),
                row.getLong("release_counter"),
                row.getLong("min_counter"),
                row.getInt("opset"),
                acceptance == null
                        ? null
                        : new Acceptance(
                                new ArtifactDigest(acceptance),
                                row.getLong("acceptance_bytes"),
                                row.getDouble("min_accuracy")));
    }
}
