package io.modelferry.control;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;

/**
 * Rooms use only the rooms on their sign. Seen to fail: the planted rooms of {@code io.modelferry.plantedrooms} break the sign
 * and look into another room's {@code internal}.
 */
final class RoomsTest {

    @Test
    void roomsUseOnlyTheRoomsOnTheirSign() {
        ApplicationModules.of(ControlPlane.class).verify();
    }

    @Test
    void seesARoomThatUsesAnotherWithoutASign() {
        var planted = ApplicationModules.of("io.modelferry.plantedrooms", new ImportOption.OnlyIncludeTests());

        assertThatThrownBy(planted::verify)
                .isInstanceOf(Violations.class)
                .hasMessageContaining("downstairs")
                .hasMessageContaining("internal");
    }
}
