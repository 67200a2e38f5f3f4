package io.modelferry.control.platform;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** An embedded PostgreSQL with every room's tables, for a program that measures and is no control plane. Closing stops it. */
public final class OwnDatabase implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final PGSimpleDataSource source = new PGSimpleDataSource();

    private OwnDatabase(EmbeddedPostgres server) {
        this.server = server;
        source.setUrl(server.jdbcUrl());
        source.setUser(EmbeddedPostgres.USER);
        source.setPassword(server.password());
    }

    /** @param folder of this database alone, new */
    public static OwnDatabase in(Path folder, SecureRandom random) {
        var secret = new byte[24];
        random.nextBytes(secret);
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        var database = new OwnDatabase(EmbeddedPostgres.start(folder, password, 0));
        Flyway.configure()
                .dataSource(database.source)
                .locations("classpath:db/migrations")
                .outOfOrder(true)
                .load()
                .migrate();
        return database;
    }

    public DataSource dataSource() {
        return source;
    }

    @Override
    public void close() {
        server.close();
    }
}
