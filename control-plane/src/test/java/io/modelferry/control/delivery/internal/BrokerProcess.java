package io.modelferry.control.delivery.internal;

import static org.awaitility.Awaitility.await;

import io.modelferry.control.platform.DataFolder;
import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.security.TestFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The embedded broker alone in a process, so that it can be killed. The fleet's keys and the journal stay in the folder. */
final class BrokerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final String url;

    private BrokerProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static BrokerProcess start(Path folder, int heapMegabytes) throws IOException {
        var ready = folder.resolve("url");
        Files.deleteIfExists(ready);
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xmx" + heapMegabytes + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("broker.log").toFile())
                .start();
        await("a broker, log in " + folder).atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended:\n" + Files.readString(folder.resolve("broker.log")));
            }
            return Files.exists(ready);
        });
        return new BrokerProcess(process, Files.readString(ready));
    }

    /** @param args the folder */
    public static void main(String[] args) throws Exception {
        var folder = Path.of(args[0]);
        var broker = broker(folder, new TestFleet(folder.resolve("fleet")));
        broker.admitDevices();
        var half = Files.writeString(folder.resolve("url.half"), broker.publicUrl());
        Files.move(half, folder.resolve("url"));
        new CountDownLatch(1).await();
    }

    private static EmbeddedBroker broker(Path folder, TestFleet fleet) {
        var settings = Map.of("modelferry.data", folder.resolve("data").toString(), "modelferry.mqtt.port", "0");
        var configuration = new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("modelferry", ModelferryConfiguration.class);
        return EmbeddedBroker.start(configuration, new DataFolder(configuration), fleet);
    }

    String url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
