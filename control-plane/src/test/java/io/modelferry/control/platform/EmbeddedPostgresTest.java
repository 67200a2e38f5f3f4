package io.modelferry.control.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {

    private static final String PASSWORD = "a password of the test";

    @Test
    void isDurableSpeaksUnicodeRefusesAGuessAndKeepsItsDataAcrossARestart(@TempDir Path folder) throws Exception {
        try (var first = EmbeddedPostgres.start(folder, PASSWORD, 0);
                var connection = connect(first)) {
            assertThat(text(connection, "show fsync")).isEqualTo("on");
            assertThat(text(connection, "show synchronous_commit")).isEqualTo("on");
            assertThat(text(connection, "show data_checksums")).isEqualTo("on");
            assertThat(text(connection, "show server_encoding")).isEqualTo("UTF8");
            assertThat(text(connection, "show unix_socket_directories")).isEmpty();
            assertThat(text(connection, "select 'Zähler 電'")).isEqualTo("Zähler 電");
            assertThatThrownBy(() -> DriverManager.getConnection(first.jdbcUrl(), EmbeddedPostgres.USER, "a guess"))
                    .hasMessageContaining("password authentication failed");
            connection.createStatement().execute("create table kept (n int); insert into kept values (7)");
        }

        try (var second = EmbeddedPostgres.start(folder, PASSWORD, 0);
                var connection = connect(second)) {
            assertThat(number(connection, "select n from kept")).isEqualTo(7);
        }
    }

    @Test
    void takesOverFromAServerThatAKilledControlPlaneLeftRunning(@TempDir Path folder) throws Exception {
        var orphan = EmbeddedPostgres.start(folder, PASSWORD, 0); // never closed: its owner was killed
        try (var connection = connect(orphan)) {
            connection.createStatement().execute("create table kept (n int); insert into kept values (8)");
        }

        try (var successor = EmbeddedPostgres.start(folder, PASSWORD, 0);
                var connection = connect(successor)) {
            assertThat(number(connection, "select n from kept")).isEqualTo(8);
        }
        assertThatThrownBy(() -> connect(orphan)).hasMessageContaining("refused");
    }

    @Test
    void saysInOneLineThatItsPortIsBusy(@TempDir Path folder) throws Exception {
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            busy.close();
            try (var taken = new ServerSocket(busy.getLocalPort(), 1, InetAddress.getByName("127.0.0.1"))) {
                assertThatThrownBy(() -> EmbeddedPostgres.start(folder, PASSWORD, taken.getLocalPort()))
                        .isInstanceOf(CannotStart.class)
                        .hasMessageContaining("Port " + taken.getLocalPort());
            }
        }
        assertThat(Files.exists(folder.resolve("initial-password"))).isFalse();
    }

    private static Connection connect(EmbeddedPostgres postgres) throws Exception {
        return DriverManager.getConnection(postgres.jdbcUrl(), EmbeddedPostgres.USER, postgres.password());
    }

    private static int number(Connection connection, String query) throws Exception {
        return Integer.parseInt(text(connection, query));
    }

    private static String text(Connection connection, String query) throws Exception {
        try (var result = connection.createStatement().executeQuery(query)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
