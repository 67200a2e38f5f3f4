package io.modelferry.control.optimisation.run;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.optimizer.worker.Message.Progress;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RunRowsTest {

    private static final VersionName ONE = new VersionName("1");

    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private RunRows runs = new RunRows(TestPostgres.migrated().client(), () -> now);
    private long id;

    @BeforeEach
    void aRunThatHasBegun() {
        id = runs.insert(METER_READER, ONE, "fp16", "ada");
        runs.begin(id);
    }

    @Test
    void aStepThatCountsSaysHowLongItStillTakes() {
        runs.progress(id, new Progress("compare", 0, 200));
        assertThat(left()).as("nothing is done").isNull();

        now = now.plusMillis(900);
        runs.progress(id, new Progress("compare", 50, 200));
        assertThat(left()).as("too soon to tell").isNull();

        now = now.plusMillis(9_100);
        assertThat(left()).isEqualTo(Duration.ofSeconds(30));
        runs.progress(id, new Progress("compare", 200, 200));
        assertThat(left()).isEqualTo(Duration.ZERO);
    }

    @Test
    void anotherStepIsReckonedByItself() {
        runs.progress(id, new Progress("run", 100, 200));
        now = now.plusSeconds(100);
        runs.progress(id, new Progress("compare", 1, 200));
        now = now.plusSeconds(2);
        runs.progress(id, new Progress("compare", 2, 200));

        assertThat(left()).isEqualTo(Duration.ofSeconds(198));
        runs.progress(id, new Progress("rewrite", 0, 0));
        assertThat(left()).isNull();
        assertThat(runs.find(id)).map(RunView::step).contains("rewrite");
    }

    private @Nullable Duration left() {
        return runs.find(id).orElseThrow().left();
    }
}
