package io.modelferry.control.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.delivery.ByteRange.Wanted;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {

    private static final String ETAG = "\"abc\"";
    private static final long TOTAL = 1000;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "bytes=0-99, 0, 99",
        "bytes=990-, 990, 999",
        "bytes=-10, 990, 999",
        "bytes=-5000, 0, 999",
        "bytes=0-5000, 0, 999",
        "bytes=999-999, 999, 999"
    })
    void givesThePartThatWasAskedFor(String range, long first, long last) {
        assertThat(wanted(range, null)).isEqualTo(new Wanted.Part(new ByteRange(first, last)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=5-4"})
    void cannotSatisfyARangeOutsideTheFile(String range) {
        assertThat(wanted(range, null)).isEqualTo(new Wanted.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=99999999999999999999-"})
    void answersWhatItDoesNotUnderstandWithTheWholeFile(String range) {
        assertThat(wanted(range, null)).isEqualTo(new Wanted.Whole());
    }

    @Test
    void givesTheWholeFileIfItHasChangedSince() {
        assertThat(wanted("bytes=5-", "\"other\"")).isEqualTo(new Wanted.Whole());
    }

    @Test
    void givesThePartIfItIsStillTheSameFile() {
        assertThat(wanted("bytes=5-", ETAG)).isEqualTo(new Wanted.Part(new ByteRange(5, 999)));
    }

    private static Wanted wanted(@Nullable String range, @Nullable String ifRange) {
        return ByteRange.of(range, ifRange, ETAG, TOTAL);
    }
}
