package io.modelferry.control.platform;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated PostgreSQL of one test's own, which may stop it and start it again at the same place. */
public final class StoppablePostgres implements AutoCloseable {

    private static final String PASSWORD = "only-for-tests";

    private final Path folder;
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private EmbeddedPostgres server;

    private StoppablePostgres(Path folder) {
        this.folder = folder;
        this.server = EmbeddedPostgres.start(folder, PASSWORD, 0);
        source.setUrl(server.jdbcUrl());
        source.setUser(EmbeddedPostgres.USER);
        source.setPassword(PASSWORD);
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migrations")
                .outOfOrder(true)
                .load()
                .migrate();
    }

    public static StoppablePostgres in(Path folder) {
        return new StoppablePostgres(folder);
    }

    public DataSource dataSource() {
        return source;
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(source));
    }

    public void stop() {
        server.close();
    }

    public void start() {
        server = EmbeddedPostgres.start(folder, PASSWORD, source.getPortNumbers()[0]);
    }

    @Override
    public void close() {
        stop();
    }
}
