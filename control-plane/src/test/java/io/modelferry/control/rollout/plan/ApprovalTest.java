package io.modelferry.control.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a second person is asked. */
final class ApprovalTest {

    @ParameterizedTest(name = "{0} devices, house {3}")
    @CsvSource({
        "100, false,     , 100, false",
        "101, false,     , 100, true",
        "101, false,     ,  -1, false",
        "  1, true,      ,  -1, true",
        " 11, false,   10, 100, true",
        "101, false, 5000, 100, true"
    })
    void asksForMoreEyesThanTheHouseAndNeverForFewer(
            int devices, boolean required, @Nullable Integer above, int house, boolean needed) {
        assertThat(new Approval(required, above).needed(devices, house)).isEqualTo(needed);
    }
}
