package io.modelferry.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpokenTest {

    @ParameterizedTest
    @CsvSource({
        "PT0.84S,840 ms",
        "PT0S,0 s",
        "PT3.2S,3.2 s",
        "PT2S,2 s",
        "PT42S,42 s",
        "PT1M,1 min",
        "PT1M5S,1 min 5 s",
        "PT3H12M9S,3 h 12 min",
        "P2D,2 d",
        "PT2160H,90 d"
    })
    void saysTheTwoLargestUnits(Duration span, String words) {
        assertThat(Spoken.of(span)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"PT2.1S,3 s", "PT119S,119 s", "PT3M1S,4 min", "P1D,24 h", "P8DT1S,9 d"})
    void roundsUpWhatIsGuessedOrLeftOver(Duration span, String words) {
        assertThat(Spoken.roughly(span)).isEqualTo(words);
    }
}
