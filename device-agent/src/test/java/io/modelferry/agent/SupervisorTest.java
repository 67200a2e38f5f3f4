package io.modelferry.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a socket that another program listens on, as systemd does. */
@Tag("system")
class SupervisorTest {

    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @TempDir
    Path folder;

    @Test
    void tellsTheManagerThatItIsReadyAndAlive() throws Exception {
        assumeTrue(Files.isExecutable(PYTHON), "python3 is not installed");
        var socket = folder.resolve("notify");
        var listener = new ProcessBuilder(PYTHON.toString(), "-c", """
                import socket
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                s.bind("%s")
                print(s.recv(100).decode(), s.recv(100).decode())
                """.formatted(socket))
                .redirectErrorStream(true)
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(socket));

        var manager = Supervisor.of(Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "30000000"));
        manager.ready();
        manager.alive();

        assertThat(listener.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(listener.getInputStream().readAllBytes())).isEqualTo("READY=1 WATCHDOG=1\n");
    }

    @Test
    void speaksTwiceInTheTimeThatTheWatchdogGives() {
        var manager = Supervisor.of(Map.of("NOTIFY_SOCKET", "@nobody", "WATCHDOG_USEC", "30000000"));

        assertThat(manager.every()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void isSilentWhereNobodyListens() {
        var manager = Supervisor.of(Map.of());

        manager.ready();
        manager.alive();

        assertThat(manager.every()).isGreaterThan(Duration.ofDays(365));
    }
}
