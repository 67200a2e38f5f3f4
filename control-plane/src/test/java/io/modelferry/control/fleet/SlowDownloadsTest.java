package io.modelferry.control.fleet;

import static io.modelferry.control.fleet.Machine.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.control.delivery.PostOffice.Letter;
import io.modelferry.control.registry.Artifacts;
import io.modelferry.control.testing.RunningHouse;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.DeviceApi;
import io.modelferry.protocol.trust.Envelope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** More devices than the door has threads fetch over lines that take nothing: nobody else waits for them, and they get their bytes. */
final class SlowDownloadsTest {

    private static final int BYTES = 12 << 20;
    private static final int LINES = 8 * Runtime.getRuntime().availableProcessors() + 8;
    private static final int SMALL_BUFFER = 16 << 10;

    private static RunningHouse house;
    private static Machine machine;
    private static SSLContext tls;
    private static ArtifactDigest artifact;

    @BeforeAll
    static void oneDeviceWithALargeArtifact() throws Exception {
        house = RunningHouse.shared();
        machine = Machine.fresh(house, "slow-line");
        tls = machine.tls(
                reply(machine.enrol(Machine.token(house, "slow-line", 1))).certificatePem());
        var bytes = new byte[BYTES];
        new Random(1).nextBytes(bytes);
        artifact = house.bean(Artifacts.class)
                .put(new ByteArrayInputStream(bytes), BYTES)
                .digest();
        var envelope = new Envelope("text/plain", "goal".getBytes(StandardCharsets.UTF_8), List.of());
        house.bean(TransactionTemplate.class)
                .executeWithoutResult(status -> house.bean(PostOffice.class)
                        .post(List.of(new Letter(machine.id(), 1, envelope, Set.of(artifact), false))));
    }

    @Test
    void slowLinesHoldNobodyUp() throws Exception {
        var lines = new ArrayList<SSLSocket>();
        try {
            for (var line = 0; line < LINES; line++) {
                lines.add(asking());
            }

            var goal = house.device(
                    tls,
                    HttpRequest.newBuilder(house.deviceDoor(DeviceApi.DESIRED)).timeout(Duration.ofSeconds(10)));

            assertThat(goal.statusCode()).isEqualTo(200);
            assertThat(received(lines.getFirst())).isEqualTo(artifact.hex());
            assertThat(received(lines.getLast())).isEqualTo(artifact.hex());
        } finally {
            for (var line : lines) {
                line.close();
            }
        }
    }

    /** Asks for the file and takes in no more than the headers. */
    private static SSLSocket asking() throws IOException {
        var door = house.deviceDoor(DeviceApi.blob(artifact));
        var socket = (SSLSocket) tls.getSocketFactory().createSocket();
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.connect(new InetSocketAddress(door.getHost(), door.getPort()));
        var request =
                "GET %s HTTP/1.1\r\nHost: %s:%d\r\n\r\n".formatted(door.getPath(), door.getHost(), door.getPort());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(status).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    /** @return SHA-256 of the body */
    private static String received(SSLSocket socket) throws Exception {
        var in = socket.getInputStream();
        for (var ended = 0; ended < 4; ) {
            var c = in.read();
            ended = c == (ended % 2 == 0 ? '\r' : '\n') ? ended + 1 : 0;
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readNBytes(BYTES)));
    }
}
