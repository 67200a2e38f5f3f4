package io.modelferry.control.rollout.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelferry.control.platform.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four eyes. */
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

    @Test
    void theMakerOfAPlanIsNotItsSecondPairOfEyes() {
        Approval.requireOtherEyes("anna", "ben");

        assertThatThrownBy(() -> Approval.requireOtherEyes("anna", "anna"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("four-eyes"));
    }
}
