package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.agent.update.UpdateFailure;
import org.junit.jupiter.api.Test;

class MinimumRateTest {

    private static final long SECOND = 1_000_000_000;

    private final MinimumRate rate = MinimumRate.ofALine();

    private void pass(int seconds, long bytesEach) throws UpdateFailure {
        for (var i = 0; i < seconds; i++) {
            rate.waited(SECOND, bytesEach);
        }
    }

    @Test
    void waitsForALineThatIsJustFastEnough() {
        assertThatCode(() -> pass(600, 1024)).doesNotThrowAnyException();
    }

    @Test
    void givesUpAfterAWholeSpanThatIsTooSlow() throws Exception {
        pass(29, 1);

        assertThatThrownBy(() -> pass(2, 1)).hasMessageContaining("too slow");
    }

    @Test
    void aFastBeginningIsForgottenAfterTheSpan() throws Exception {
        pass(1, 100_000_000);
        pass(29, 0);

        assertThatThrownBy(() -> pass(2, 0)).hasMessageContaining("0 bytes in 30 s");
    }

    @Test
    void aShortPauseIsForgiven() {
        assertThatCode(() -> {
                    for (var i = 0; i < 20; i++) {
                        pass(5, 10_000);
                        pass(20, 0);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aLongWaitForOnePieceEndsIt() {
        assertThatThrownBy(() -> rate.waited(31 * SECOND, 10)).hasMessageContaining("10 bytes in 30 s");
    }
}
