package io.modelferry.control.platform;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * The real embedded PostgreSQL, one server for a whole test run, a fresh and migrated database for each caller. The programs are
 * unpacked once into the build folder. Its commits do not wait for the disk: no test here pulls the plug of the machine.
 */
public final class TestPostgres {

    private static final Path FOLDER = Path.of("target", "test-postgres").toAbsolutePath();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String jdbcUrl;
    private final DataSource dataSource;

    private TestPostgres(String jdbcUrl, DataSource dataSource) {
        this.jdbcUrl = jdbcUrl;
        this.dataSource = dataSource;
    }

    /** A database of one's own with every room's tables: a copy of one that the migrations made. */
    public static TestPostgres migrated() {
        return created(" template " + Migrated.NAME);
    }

    public static TestPostgres empty() {
        return created("");
    }

    private static TestPostgres created(String like) {
        var name = "test_" + DATABASES.incrementAndGet();
        execute(Server.RUNNING, "create database " + name + like);
        return at(name);
    }

    private static TestPostgres at(String name) {
        var server = Server.RUNNING;
        var source = new PGSimpleDataSource();
        source.setUrl(server.jdbcUrl().replaceFirst("/postgres$", "/" + name));
        source.setUser(EmbeddedPostgres.USER);
        source.setPassword(server.password());
        return new TestPostgres(String.valueOf(source.getUrl()), source);
    }

    private static void execute(EmbeddedPostgres server, String... statements) {
        try (var connection = DriverManager.getConnection(server.jdbcUrl(), EmbeddedPostgres.USER, server.password());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public String jdbcUrl() {
        return jdbcUrl;
    }

    public String username() {
        return EmbeddedPostgres.USER;
    }

    public String password() {
        return Server.RUNNING.password();
    }

    public DataSource dataSource() {
        return dataSource;
    }

    /** Keeps its connections as the control plane does; the caller closes it. */
    public HikariDataSource pooled(int connections) {
        var pool = new HikariDataSource();
        pool.setDataSource(dataSource);
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(1);
        return pool;
    }

    public JdbcTemplate template() {
        return new JdbcTemplate(dataSource);
    }

    public JdbcClient client() {
        return JdbcClient.create(dataSource);
    }

    public TransactionTemplate transaction() {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /** Nobody works in it, so that it can be copied. */
    private static final class Migrated {

        static final String NAME = made("migrated");

        private static String made(String name) {
            execute(Server.RUNNING, "create database " + name);
            Flyway.configure()
                    .dataSource(at(name).dataSource())
                    .locations("classpath:db/migrations")
                    .outOfOrder(true)
                    .load()
                    .migrate();
            return name;
        }
    }

    /** Started by the first test that needs it, stopped with the test run. */
    private static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                Files.createDirectories(FOLDER);
                FileSystemUtils.deleteRecursively(FOLDER.resolve("cluster"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            var server = EmbeddedPostgres.start(FOLDER, "only-for-tests", 0);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-test-postgres"));
            execute(server, "alter system set synchronous_commit = off", "select pg_reload_conf()");
            return server;
        }
    }
}
