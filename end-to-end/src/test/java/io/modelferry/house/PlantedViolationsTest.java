package io.modelferry.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that cannot fail keeps nothing: each is held against a violation planted for it, and must see it. */
final class PlantedViolationsTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void seesThePlantedViolation(String name, ArchRule rule, String suspect) {
        var planted = new ClassFileImporter().importPackages(suspect);

        var verdict = rule.evaluate(planted);

        assertThat(planted).isNotEmpty();
        assertThat(verdict.hasViolation()).as(name).isTrue();
    }

    @Test
    void seesAPlantedPackageCycle() {
        var planted = new ClassFileImporter().importPackages("io.modelferry.house.planted.cycle");

        var verdict = HouseRules.packagesHaveNoCycles("io.modelferry.house.planted.cycle")
                .evaluate(planted);

        assertThat(verdict.hasViolation()).isTrue();
    }

    static Stream<Arguments> violations() {
        return Planted.VIOLATIONS.stream().map(p -> Arguments.of(p.name(), p.rule(), p.suspect()));
    }
}
