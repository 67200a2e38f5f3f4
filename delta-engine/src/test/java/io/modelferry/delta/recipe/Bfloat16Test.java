package io.modelferry.delta.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bfloat16Test {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "what fits stays,            BF800000, BF80",
        "a tie goes down to even,    3F808000, 3F80",
        "a tie goes up to even,      3F818000, 3F82",
        "just over a tie goes up,    3F808001, 3F81",
        "subnormals are kept,        00018000, 0002",
        "too large is infinite,      7F7FFFFF, 7F80",
        "infinity stays,             FF800000, FF80",
        "NaN is quiet,               7F800001, 7FC0",
        "NaN keeps its sign,         FFFFFFFF, FFC0"
    })
    void roundsToNearestEven(String promise, String weight, String bfloat) {
        var rounded = Bfloat16.round(Float.intBitsToFloat(Integer.parseUnsignedInt(weight, 16)));

        assertThat(rounded).as(promise).isEqualTo((short) Integer.parseInt(bfloat, 16));
    }
}
