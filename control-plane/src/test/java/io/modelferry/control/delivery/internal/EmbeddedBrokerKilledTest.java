package io.modelferry.control.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelferry.control.security.FleetTls;
import io.modelferry.control.security.TestFleet;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.Topics;
import io.modelferry.protocol.Topics.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a process whose broker retains a goal for each of 10,000 devices. */
@Timeout(300)
final class EmbeddedBrokerKilledTest {

    private static final int DEVICES = Integer.getInteger("modelferry.test.goals", 10_000);
    private static final int HEAP_MEGABYTES = Integer.getInteger("modelferry.test.heap", 256);
    private static final int REPLACED = DEVICES / 10;

    /** As long as a signed envelope around a goal is. */
    private static final String PADDING = "x".repeat(1500);

    @Test
    void everyDeviceGetsItsNewestGoalAfterwardsAndNoOther(@TempDir Path folder) throws Exception {
        var fleet = new TestFleet(folder.resolve("fleet"));
        try (var broker = BrokerProcess.start(folder, HEAP_MEGABYTES);
                var server = server(broker, fleet)) {
            server.retainAll(goals(DEVICES, EmbeddedBrokerKilledTest::first));
            server.retainAll(goals(REPLACED, EmbeddedBrokerKilledTest::second));
        }

        var began = System.nanoTime();
        try (var broker = BrokerProcess.start(folder, HEAP_MEGABYTES)) {
            var up = System.nanoTime();
            try (var server = server(broker, fleet)) {
                server.subscribe(Topics.everyDevice(Channel.DESIRED));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> server.received().size() >= DEVICES);
                System.out.printf(
                        "%,d goals: broker up after %d ms, all delivered after %d ms%n",
                        DEVICES, millis(began, up), millis(began, System.nanoTime()));

                assertThat(server.received()).containsExactlyInAnyOrderElementsOf(lines());
            }
            for (var device : List.of(0, REPLACED - 1, REPLACED, DEVICES - 1)) {
                var name = id(device).value();
                try (var visitor = Visitor.enter(broker.url(), fleet.named(name), name)) {
                    visitor.subscribe(topic(device));
                    await().until(() -> !visitor.received().isEmpty());

                    assertThat(visitor.received()).containsExactly(topic(device) + " " + newest(device));
                }
            }
        }
    }

    private static Visitor server(BrokerProcess broker, TestFleet fleet) throws Exception {
        return Visitor.enter(broker.url(), fleet.clientContext(), FleetTls.SERVER_NAME);
    }

    private static Map<String, String> goals(int devices, IntFunction<String> goal) {
        return IntStream.range(0, devices)
                .boxed()
                .collect(Collectors.toMap(EmbeddedBrokerKilledTest::topic, goal::apply));
    }

    private static List<String> lines() {
        return IntStream.range(0, DEVICES)
                .mapToObj(device -> topic(device) + " " + newest(device))
                .toList();
    }

    private static String newest(int device) {
        return device < REPLACED ? second(device) : first(device);
    }

    private static String first(int device) {
        return "goal 1 of " + device + PADDING;
    }

    private static String second(int device) {
        return "goal 2 of " + device + PADDING;
    }

    private static String topic(int device) {
        return Topics.of(id(device), Channel.DESIRED);
    }

    private static DeviceId id(int device) {
        return new DeviceId("dev-%06d".formatted(device));
    }

    private static long millis(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }
}
