package io.modelferry.control.seeding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.TestPostgres;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class SeededFleetTest {

    private static final String STANDARD = "a".repeat(64);
    private static final String CONSTRAINED = "b".repeat(64);

    private final TestPostgres postgres = TestPostgres.migrated();

    private void seed(int devices) throws SQLException {
        try (var connection = postgres.dataSource().getConnection()) {
            SeededFleet.seed(
                    connection, new SeededFleet.Plan(devices, "meter-reader", "1", STANDARD, CONSTRAINED, "{}"));
        }
    }

    private long count(String fromWhere) {
        return postgres.client()
                .sql("select count(*) from " + fromWhere)
                .query(Long.class)
                .single();
    }

    @Test
    void isHalfStandardAtFiveHundredSitesAndSevenTenthsOnline() throws SQLException {
        seed(1000);

        assertThat(count("fleet_device where device_class = 'standard'")).isEqualTo(500);
        assertThat(count("(select distinct site from fleet_device) s")).isEqualTo(500);
        assertThat(count("fleet_device where online")).isEqualTo(700);
        assertThat(count("fleet_presence where offline_at is null")).isEqualTo(700);
        assertThat(count("fleet_running where digest = '" + CONSTRAINED + "'")).isEqualTo(500);
        assertThat(count("rollout_line where version = '1'")).isEqualTo(1);
    }

    @Test
    void refusesAFleetThatIsNotEmptyAndWritesNothing() throws SQLException {
        seed(10);

        assertThatThrownBy(() -> seed(20)).isInstanceOf(SQLException.class).hasMessageContaining("has devices");
        assertThat(count("fleet_device")).isEqualTo(10);
    }
}
