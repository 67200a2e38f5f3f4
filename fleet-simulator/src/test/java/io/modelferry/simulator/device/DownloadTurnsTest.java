package io.modelferry.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DownloadTurnsTest {

    private final DownloadTurns turns = new DownloadTurns(2);
    private final List<HttpClient> made = new ArrayList<>();

    @AfterEach
    void close() {
        made.forEach(HttpClient::shutdownNow);
    }

    private HttpClient take(String device) throws InterruptedException {
        return turns.take(device, () -> {
            made.add(HttpClient.newHttpClient());
            return made.getLast();
        });
    }

    private static boolean ended(HttpClient client) throws InterruptedException {
        return client.awaitTermination(Duration.ofSeconds(10));
    }

    @Test
    void filesInARowShareAClient() throws Exception {
        var first = take("cam-1");
        turns.end("cam-1", first);

        assertThat(take("cam-1")).isSameAs(first);
    }

    @Test
    void aDeviceNeverGetsAnothersClient() throws Exception {
        var first = take("cam-1");
        turns.end("cam-1", first);

        assertThat(take("cam-2")).isNotSameAs(first);
    }

    @Test
    void thereAreNoMoreClientsThanTurns() throws Exception {
        turns.end("cam-1", take("cam-1"));
        turns.end("cam-2", take("cam-2"));
        turns.end("cam-3", take("cam-3"));

        assertThat(made).hasSize(3);
        assertThat(ended(made.getFirst())).isTrue();
        assertThat(made.getLast().isTerminated()).isFalse();
        assertThat(take("cam-2")).isSameAs(made.get(1));
    }

    @Test
    void aClientThatFailedIsUsedByNobodyAgain() throws Exception {
        var first = take("cam-1");
        turns.fail(first);

        assertThat(ended(first)).isTrue();
        assertThat(take("cam-1")).isNotSameAs(first);
    }

    @Test
    void aClientThatCannotBeMadeCostsNobodyATurn() throws Exception {
        for (var time = 0; time < 3; time++) {
            assertThatThrownBy(() -> turns.take("cam-1", () -> {
                        throw new IllegalStateException("too many open files");
                    }))
                    .hasMessage("too many open files");
        }

        assertThat(take("cam-1")).isNotNull();
        assertThat(take("cam-2")).isNotNull();
    }
}
