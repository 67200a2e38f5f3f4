package io.modelferry.control.rollout.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.rollout.pace.RetryPolicy.Answer.Again;
import io.modelferry.control.rollout.pace.RetryPolicy.Answer.GiveUp;
import io.modelferry.control.rollout.plan.Retry;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.FailureCode.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Retries, and how long a place is kept. */
final class RetryPolicyTest {

    private static final Instant FAILED = Instant.parse("2027-01-01T00:00:00Z");
    private static final DeviceId DEVICE = new DeviceId("cam-1");

    @ParameterizedTest
    @EnumSource(FailureCode.class)
    void triesAgainOnlyWhatAnotherTryCanHelp(FailureCode failure) {
        var answer = RetryPolicy.after(Retry.DEFAULT, failure, 1, DEVICE, FAILED);

        var helps = failure.remedy() == Remedy.RETRY || failure.remedy() == Remedy.FULL_DOWNLOAD;
        assertThat(answer).isInstanceOf(helps ? Again.class : GiveUp.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 300, 450", "2, 600, 900", "3, 1200, 1800", "4, 2400, 3600"})
    void waitsTwiceAsLongEachTime(int attempts, long atLeast, long atMost) {
        for (var device = 0; device < 100; device++) {
            var answer = RetryPolicy.after(
                    Retry.DEFAULT, FailureCode.NETWORK, attempts, new DeviceId("cam-" + device), FAILED);

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Again.class,
                            again -> assertThat(Duration.between(FAILED, again.notBefore())
                                            .toSeconds())
                                    .isBetween(atLeast, atMost));
        }
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        assertThat(RetryPolicy.after(Retry.DEFAULT, FailureCode.NETWORK, 5, DEVICE, FAILED))
                .isEqualTo(new GiveUp("NETWORK after 5 of 5 attempts"));
        assertThat(RetryPolicy.after(Retry.DEFAULT, FailureCode.UNHEALTHY, 1, DEVICE, FAILED))
                .isEqualTo(new GiveUp("UNHEALTHY: another try cannot help"));
    }

    @Test
    void neverWaitsLongerThanTheLongest() {
        var eager = new Retry(
                Map.of(Remedy.RETRY, new Retry.Attempts(1000, Duration.ofMinutes(1), Duration.ofMinutes(30))));

        assertThat(RetryPolicy.after(eager, FailureCode.NETWORK, 900, DEVICE, FAILED))
                .isInstanceOfSatisfying(
                        Again.class,
                        again -> assertThat(again.notBefore())
                                .isBetween(FAILED.plus(Duration.ofMinutes(30)), FAILED.plus(Duration.ofMinutes(45))));
    }

    @Test
    void doesNotAskThemAllAtOnce() {
        var moments = IntStream.range(0, 1000)
                .mapToObj(
                        n -> RetryPolicy.after(Retry.DEFAULT, FailureCode.NETWORK, 1, new DeviceId("cam-" + n), FAILED))
                .distinct()
                .count();

        assertThat(moments).isGreaterThan(300);
        assertThat(RetryPolicy.after(Retry.DEFAULT, FailureCode.NETWORK, 1, DEVICE, FAILED))
                .as("the same when it is asked again")
                .isEqualTo(RetryPolicy.after(Retry.DEFAULT, FailureCode.NETWORK, 1, DEVICE, FAILED));
    }
}
