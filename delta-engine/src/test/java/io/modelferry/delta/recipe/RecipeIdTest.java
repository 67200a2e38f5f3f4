package io.modelferry.delta.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.delta.ElementType;
import org.junit.jupiter.api.Test;

class RecipeIdTest {

    @Test
    void theNumbersInFilesNeverChange() {
        assertThat(RecipeId.ofCode(1)).isEqualTo(RecipeId.QUANTISED_INT8);
        assertThat(RecipeId.ofCode(2)).isEqualTo(RecipeId.QUANTISED_UINT8);
        assertThat(RecipeId.ofCode(3)).isEqualTo(RecipeId.FLOAT16);
        assertThat(RecipeId.ofCode(4)).isEqualTo(RecipeId.BFLOAT16);
        assertThat(RecipeId.values()).hasSize(4);
    }

    @Test
    void aNumberThatNobodyGaveIsNoRecipe() {
        assertThat(RecipeId.ofCode(0)).isNull();
        assertThat(RecipeId.ofCode(5)).isNull();
        assertThat(RecipeId.ofCode(1L << 32 | 1)).isNull();
    }

    @Test
    void aRecipeKnowsWhatItsWeightsBecome() {
        assertThat(Quantisation.usual(EightBit.UINT8).target()).isEqualTo(ElementType.UINT8);
        assertThat(Quantisation.usual(EightBit.INT8).target()).isEqualTo(ElementType.INT8);
        assertThat(Halves.IEEE.target()).isEqualTo(ElementType.FLOAT16);
        assertThat(new Bfloat16().target()).isEqualTo(ElementType.BFLOAT16);
    }
}
