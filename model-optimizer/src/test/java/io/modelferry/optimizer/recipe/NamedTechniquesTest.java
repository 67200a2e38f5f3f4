package io.modelferry.optimizer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.recipe.EightBit;
import io.modelferry.optimizer.recipe.Variation.Part;
import java.util.EnumSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamedTechniquesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int8-dynamic",
                "uint8-dynamic-per-channel",
                "int8-dynamic-reduce-range",
                "int8-static-per-channel-reduce-range",
                "uint8-static",
                "int8-weights",
                "int4-weights-block-64",
                "int8-weights-asymmetric",
                "int4-weights-block-128-asymmetric",
                "fp16",
                "fused",
                "fused-basic",
                "pruned-30",
                "pruned-5-per-channel"
            })
    void aTechniqueMakesTheVariantThatItIsNamedAfter(String name) {
        assertThat(NamedTechniques.named(name).orElseThrow().variant()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fp32",
                "int8",
                "int4-weights-block-32",
                "int4-weights-block-48",
                "int4-weights-block-8",
                "int8-weights-per-channel",
                "int8-dynamic-reduce-range-per-channel",
                "fp16-per-channel",
                "pruned-0",
                "pruned-100",
                "pruned-05"
            })
    void noVariantHasASecondNameOrParametersThatItsTechniqueDoesNotKnow(String name) {
        assertThat(NamedTechniques.named(name)).isEmpty();
    }

    @Test
    void aVariationChangesWhatTheTechniqueHasAPlaceFor() {
        var all = new Variation(true, true, 64, true);

        assertThat(all.parts()).isEqualTo(EnumSet.allOf(Part.class));
        for (var name : NamedTechniques.NAMES) {
            var usual = NamedTechniques.named(name.replace("NN", "30")).orElseThrow();
            var varied = NamedTechniques.varied(usual, all);
            assertThat(varied.equals(usual))
                    .as(name)
                    .isEqualTo(Variation.heeded(usual).isEmpty());
            assertThat(NamedTechniques.named(varied.variant())).contains(varied);
            assertThat(NamedTechniques.varied(usual, Variation.NONE)).isEqualTo(usual);
        }
        assertThat(NamedTechniques.varied(DynamicQuantisation.INT8, all))
                .isEqualTo(new DynamicQuantisation(EightBit.INT8, true, true, new TreeSet<>()));
        assertThat(NamedTechniques.varied(WeightOnlyQuantisation.INT4, all))
                .isEqualTo(new WeightOnlyQuantisation(4, 64, false, new TreeSet<>()));
    }
}
