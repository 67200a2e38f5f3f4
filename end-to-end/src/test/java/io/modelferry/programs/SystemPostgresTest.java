package io.modelferry.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
final class SystemPostgresTest {

    @Test
    void answersAQuery(@TempDir Path folder) throws Exception {
        try (var postgres = SystemPostgres.start(folder);
                var connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), SystemPostgres.USER, SystemPostgres.PASSWORD);
                var result = connection.createStatement().executeQuery("select 41 + 1")) {

            assertThat(result.next()).isTrue();
            assertThat(result.getInt(1)).isEqualTo(42);
        }
    }
}
