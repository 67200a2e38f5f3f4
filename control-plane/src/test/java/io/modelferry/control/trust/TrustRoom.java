package io.modelferry.control.trust;

import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.tuf.Limits;
import io.modelferry.agent.tuf.MetadataStore;
import io.modelferry.agent.tuf.Refresh;
import io.modelferry.agent.tuf.Refreshed;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.testing.FakeAuditTrail;
import io.modelferry.control.testing.FakeSigners;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Signed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The room on a real database, with a clock that is moved by hand, and devices that believe what it serves. */
final class TrustRoom {

    static final ModelName MODEL = new ModelName("meter-reader");

    final TestPostgres postgres;
    final FakeAuditTrail audit = new FakeAuditTrail();
    final List<Object> events = new ArrayList<>();
    final FakeSigners signers;
    final KeyFiles keys;
    final MetadataRows documents;
    final Repository repository;
    final SignedDocuments signed;
    final TrustDesk desk;
    final TrustViews views;
    final SigningDesk signing;
    final Upkeep upkeep;
    final StoredFiles files;
    final Beginning beginning;
    Instant now = Instant.parse("2026-03-01T12:00:00Z");

    /** @param place {@code embedded} or {@code offline} */
    TrustRoom(TestPostgres postgres, DataFolder data, FakeSigners signers, String place) {
        this.postgres = postgres;
        this.signers = signers;
        this.keys = new KeyFiles(data);
        var configuration = configuration(data.root(), place);
        var transactions = new JdbcTransactionManager(postgres.dataSource());
        var rows = new TargetRows(postgres.client());
        documents = new MetadataRows(postgres.client());
        var next = new NextTargets(rows, keys, signers);
        var issue = new Issue(documents, rows, new SignatureRows(postgres.client()), keys, () -> now);
        repository = new Repository(documents, rows, next, issue, events::add, configuration);
        var promotion = new Promotion(documents, keys, signers);
        var waiting = new WaitingDocuments(postgres.client(), documents, () -> now);
        signing = new SigningDesk(documents, rows, new SignatureRows(postgres.client()), waiting);
        signed = new SignedDocuments(
                documents, repository, issue, new Scrutiny(rows, keys, signers), promotion, waiting, audit);
        desk = new TrustDesk(
                documents, rows, next, issue, signed, waiting, signing, keys, signers, audit, configuration);
        var noGoals = new StaticListableBeanFactory().getBeanProvider(RetainedGoals.class);
        views = new TrustViews(documents, rows, signing, keys, signers, noGoals, configuration);
        upkeep = new Upkeep(documents, issue, repository, configuration, transactions);
        files = new StoredFiles(documents);
        beginning = new Beginning(
                documents, rows, repository, signed, issue, keys, signers, promotion, configuration, transactions);
    }

    static ModelferryConfiguration configuration(Path data, String place) {
        var settings = Map.of("modelferry.data", data.toString(), "modelferry.trust.targets", place);
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("modelferry", ModelferryConfiguration.class);
    }

    TrustRoom begun() {
        beginning.afterSingletonsInstantiated();
        return this;
    }

    SignedModels.Standing add(SignedModel model) {
        return inTransaction(() -> repository.add(model));
    }

    <T> T inTransaction(java.util.function.Supplier<T> work) {
        return postgres.transaction().execute(status -> work.get());
    }

    void doing(Runnable work) {
        postgres.transaction().executeWithoutResult(status -> work.run());
    }

    long version(String role) {
        return documents.version(role);
    }

    <T extends Metadata> T newest(String role, Class<T> type) {
        return documents.newest(role, type).map(Signed::body).orElseThrow();
    }

    static SignedModel model(String version, String digit) {
        return new SignedModel(
                MODEL, new VersionName(version), "fp32", new ArtifactDigest(digit.repeat(64)), 1000, 1, 0, 17, null);
    }

    /** A device that was given this root; it keeps what it trusts in {@code folder}. */
    Device device(Path folder, byte[] root) throws Exception {
        var store = MetadataStore.open(AgentFs.REAL, folder);
        store.keep(Metadata.ROOT, root);
        return new Device(store);
    }

    final class Device {

        private final MetadataStore store;

        Device(MetadataStore store) {
            this.store = store;
        }

        Refreshed refresh() throws Exception {
            return new Refresh(
                            store, (name, most) -> files.find(name).map(MetadataFile::bytes), Limits.USUAL, () -> now)
                    .run();
        }
    }
}
