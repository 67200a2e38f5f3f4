package io.modelferry.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real code keeps every wall. Each rule is seen to fail in {@link PlantedViolationsTest}. */
final class HouseRulesTest {

    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() {
        house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages("io.modelferry");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void keepsTheWall(ArchRule rule) {
        rule.allowEmptyShould(true).check(house);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.modelferry.delta",
                "io.modelferry.protocol",
                "io.modelferry.statistics",
                "io.modelferry.optimizer",
                "io.modelferry.agent",
                "io.modelferry.control",
                "io.modelferry.simulator",
                "io.modelferry.cli"
            })
    void hasNoPackageCycles(String module) {
        HouseRules.packagesHaveNoCycles(module).allowEmptyShould(true).check(house);
    }

    static Stream<Named<ArchRule>> rules() {
        return Planted.VIOLATIONS.stream().map(planted -> Named.of(planted.name(), planted.rule()));
    }
}
