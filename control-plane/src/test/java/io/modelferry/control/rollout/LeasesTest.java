package io.modelferry.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.rollout.Leases.Hold;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who drives a rollout, with two control planes on one database. */
final class LeasesTest {

    private final RolloutHouse house = RolloutHouse.empty();
    private final JdbcTemplate sql = house.bean(JdbcTemplate.class);
    private final Leases ours = house.bean(Leases.class);
    private final Leases theirs = new Leases(sql, house.bean(ModelferryConfiguration.class));
    private RolloutId rollout = new RolloutId("r1");

    @BeforeEach
    void aRolloutThatWeDrive() {
        house.enrol(20);
        house.firstVersion();
        house.catalogue.publish("2");
        rollout = house.started(house.everybody("2"));
    }

    private void weSleptThroughIt() {
        sql.update("update rollout_lease set until = clock_timestamp() - interval '1 millisecond'");
    }

    @Test
    void oneAtATimeDrivesARollout() {
        assertThat(theirs.renew(rollout)).isEqualTo(Hold.NEWLY_OURS);

        house.tick();

        assertThat(ours.renew(rollout)).isEqualTo(Hold.NOT_OURS);
        assertThat(house.post.sent).isEmpty();
    }

    @Test
    void whoSleptThroughItsLeaseFindsItTakenAndTheFenceRaised() {
        house.tick();
        weSleptThroughIt();

        assertThat(theirs.renew(rollout)).isEqualTo(Hold.NEWLY_OURS);

        assertThat(theirs.renew(rollout)).isEqualTo(Hold.OURS);
        assertThat(ours.renew(rollout)).isEqualTo(Hold.NOT_OURS);
        assertThat(sql.queryForObject(
                        "select fence from rollout_lease where rollout_id = ?", Long.class, rollout.value()))
                .isEqualTo(2);
    }

    @Test
    void aCleanStopLeavesItToTheOthersAtOnce() {
        house.tick();

        ours.giveUp();

        assertThat(theirs.renew(rollout)).isEqualTo(Hold.NEWLY_OURS);
    }

    @Test
    void theDatabaseEndsATransactionThatStandsStillAsLongAsALease() {
        assertThat(sql.queryForObject("select current_setting('idle_in_transaction_session_timeout')", String.class))
                .isEqualTo("30s");
    }
}
