package io.modelferry.control.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.registry.CaseSetUpload;
import io.modelferry.control.registry.Publications;
import io.modelferry.control.registry.lineage.Lineage;
import io.modelferry.control.security.AuditTrail;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Persons;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** Registry, optimisation and delta as one: what happens to a model between its upload and the first rollout. */
public final class CatalogRooms implements AutoCloseable {

    public static final ModelName METER_READER = new ModelName("meter-reader");

    private static final Path DEMO = Path.of("..", "demo", "models");

    private final ConfigurableApplicationContext context;

    private CatalogRooms(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts the rooms; on a database and a folder that were used before it is a restart. */
    public static CatalogRooms start(TestPostgres postgres, Path data, String... settings) {
        var arguments = new String[settings.length + 1];
        arguments[0] = "--modelferry.data=" + data;
        for (int i = 0; i < settings.length; i++) {
            arguments[i + 1] = "--" + settings[i];
        }
        return new CatalogRooms(new SpringApplicationBuilder(Rooms.class)
                .web(WebApplicationType.NONE)
                .initializers(context -> {
                    context.getBeanFactory().registerSingleton("dataSource", postgres.pooled(6));
                    context.getBeanFactory().registerSingleton("signers", new FakeSigners());
                    context.getBeanFactory().registerSingleton("audit", new FakeAuditTrail());
                })
                .run(arguments));
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    /** From now on nothing happens by itself. */
    public void stopWorkers() {
        context.getBeansOfType(SmartLifecycle.class).values().stream()
                .filter(bean -> bean.getClass().getPackageName().startsWith("io.modelferry"))
                .forEach(SmartLifecycle::stop);
    }

    /** As one of the rooms would. */
    public void tell(Object event) {
        context.publishEvent(event);
    }

    public FakeAuditTrail audit() {
        return (FakeAuditTrail) get(AuditTrail.class);
    }

    /** Publishes {@code meter-reader-<version>.onnx} of the demo. */
    public Publications.Published publishDemo(int version, @Nullable ArtifactDigest acceptance) throws IOException {
        return publish(Integer.toString(version), demo("meter-reader-" + version + ".onnx"), acceptance);
    }

    public Publications.Published publish(String version, Path onnx, @Nullable ArtifactDigest acceptance)
            throws IOException {
        return publish(version, onnx, acceptance, null, Lineage.NONE);
    }

    public Publications.Published publish(
            String version, Path onnx, @Nullable ArtifactDigest acceptance, Lineage lineage) throws IOException {
        return publish(version, onnx, acceptance, null, lineage);
    }

    public Publications.Published publish(
            String version,
            Path onnx,
            @Nullable ArtifactDigest acceptance,
            @Nullable ArtifactDigest calibration,
            Lineage lineage)
            throws IOException {
        try (var bytes = Files.newInputStream(onnx)) {
            return get(Publications.class)
                    .publish(
                            new Publications.Request(
                                    METER_READER,
                                    new VersionName(version),
                                    acceptance,
                                    calibration,
                                    lineage,
                                    "as trained",
                                    "ada"),
                            bytes);
        }
    }

    /** Uploads the demo's acceptance set. */
    public ArtifactDigest acceptance() throws IOException {
        return CaseSetUpload.acceptance(context, demo("acceptance.npz"));
    }

    /** The demo's acceptance set once more, to measure activations with. */
    public ArtifactDigest calibration() throws IOException {
        return CaseSetUpload.calibration(context, demo("acceptance.npz"));
    }

    public static Path demo(String file) {
        return DEMO.resolve(file);
    }

    /** Waits for what the rooms' own threads do. */
    public static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50));
    }

    @Override
    public void close() {
        var pool = get(HikariDataSource.class);
        context.close();
        pool.close();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        HibernateJpaAutoConfiguration.class,
        DataJpaRepositoriesAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class
    })
    @EnableConfigurationProperties(ModelferryConfiguration.class)
    @EntityScan({"io.modelferry.control.registry", "io.modelferry.control.optimisation", "io.modelferry.control.delta"})
    @EnableJpaRepositories(
            basePackages = {
                "io.modelferry.control.registry",
                "io.modelferry.control.optimisation",
                "io.modelferry.control.delta"
            })
    @Import(KeyFiles.class)
    @ComponentScan({
        "io.modelferry.control.trust",
        "io.modelferry.control.registry",
        "io.modelferry.control.optimisation",
        "io.modelferry.control.delta"
    })
    static class Rooms {

        /** {@code token:ci@ada} was made by ada. */
        @Bean
        Persons persons() {
            return actor -> Set.of(actor.startsWith("token:") ? actor.substring(actor.indexOf('@') + 1) : actor);
        }

        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        @Bean
        DataFolder dataFolder(ModelferryConfiguration configuration) {
            return new DataFolder(configuration);
        }
    }
}
