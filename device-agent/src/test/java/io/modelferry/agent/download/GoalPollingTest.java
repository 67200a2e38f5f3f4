package io.modelferry.agent.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.agent.testing.LoopLink;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.update.Ticks;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GoalPollingTest {

    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final byte[] GOAL = {1, 2, 3};

    private final MovedClock clock = new MovedClock();
    private final LoopLink link = new LoopLink();
    private final List<byte[]> goals = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private FileServer server;
    private GoalPolling polling;

    @BeforeEach
    void open() throws IOException {
        server = new FileServer(GOAL);
        polling = polling(1);
    }

    private GoalPolling polling(long seed) {
        var https = new HttpsRoad(client, server.uri(), Duration.ofSeconds(5), Ticks.REAL);
        var chance = new GoalPolling.Chance(clock, new Random(seed));
        return new GoalPolling(https, link, goals::add, EVERY, chance, Runnable::run);
    }

    @AfterEach
    void close() {
        server.close();
        client.shutdownNow();
    }

    private void pass(Duration time) {
        for (var i = 0; i < time.toSeconds(); i++) {
            clock.move(Duration.ofSeconds(1));
            polling.tick();
        }
    }

    @Test
    void asksWhileMqttIsDownAndAboutAsOftenAsTold() {
        pass(EVERY.multipliedBy(40));

        assertThat(goals)
                .hasSizeBetween(30, 50)
                .allSatisfy(goal -> assertThat(goal).isEqualTo(GOAL));
    }

    @Test
    void asksNothingWhileMqttIsUp() {
        link.connect();
        pass(EVERY.multipliedBy(10));
        assertThat(server.requests).isEmpty();

        link.disconnect();
        pass(EVERY.multipliedBy(3));

        assertThat(goals).isNotEmpty();
    }

    @Test
    void aClockThatIsSetNeitherHurriesNorHoldsItBack() {
        clock.set(Instant.parse("2036-01-01T00:00:00Z"));
        polling.tick();
        assertThat(server.requests).isEmpty();

        clock.set(Instant.EPOCH);
        pass(EVERY.multipliedBy(3));

        assertThat(goals).isNotEmpty();
    }

    @Test
    void aFleetThatLostItsBrokerDoesNotComeAsOne() {
        var firsts = new ArrayList<Long>();
        for (var device = 0; device < 60; device++) {
            polling = polling(device * 7919L);
            var before = server.requests.size();
            var seconds = 0L;
            while (server.requests.size() == before) {
                pass(Duration.ofSeconds(1));
                seconds++;
            }
            firsts.add(seconds);
        }

        assertThat(firsts.stream().filter(at -> at <= 20)).hasSizeBetween(10, 30);
        assertThat(firsts.stream().filter(at -> at > 40)).hasSizeBetween(10, 30);
    }

    @Test
    void asksLessOftenOfAServerThatFails() {
        server.always(FileServer.status(503, "Retry-After", "1", new byte[0]));

        pass(EVERY.multipliedBy(80));

        assertThat(server.requests).hasSizeBetween(12, 30);
    }

    @Test
    void asksNothingOnceItIsStopped() {
        polling.stop();

        pass(EVERY.multipliedBy(5));

        assertThat(server.requests).isEmpty();
    }
}
