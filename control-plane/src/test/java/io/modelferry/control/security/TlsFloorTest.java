package io.modelferry.control.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.delivery.Broker;
import io.modelferry.control.testing.RunningHouse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the two doors of devices answer to whoever wants an older TLS. The greeting is written by hand: our own TLS would not say it. */
final class TlsFloorTest {

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;

    private final RunningHouse house = RunningHouse.shared();

    @ParameterizedTest
    @CsvSource({"TLS 1.0, 0301", "TLS 1.1, 0302"})
    void nobodyIsSpokenToInAnOlderTls(String name, String version) throws IOException {
        assertThat(answer(https(), version, "c013 c009 002f"))
                .as("HTTPS, " + name)
                .isEqualTo(ALERT);
        assertThat(answer(mqtt(), version, "c013 c009 002f"))
                .as("MQTT, " + name)
                .isEqualTo(ALERT);
    }

    @ParameterizedTest
    @CsvSource({
        "without forward secrecy, 009c 003c",
        "CBC of old, c009 c013 002f",
        "RC4 and 3DES, c011 c012 0005 000a",
        "no encryption, c010 0002 003b"
    })
    void weakSuitesAreNotSpokenEither(String name, String suites) throws IOException {
        assertThat(answer(https(), "0303", suites)).as("HTTPS, " + name).isEqualTo(ALERT);
        assertThat(answer(mqtt(), "0303", suites)).as("MQTT, " + name).isEqualTo(ALERT);
    }

    @Test
    void theSameGreetingInTodaysTlsIsAnswered() throws IOException {
        assertThat(answer(https(), "0303", "c02b")).isEqualTo(HANDSHAKE);
        assertThat(answer(mqtt(), "0303", "c02b")).isEqualTo(HANDSHAKE);
    }

    private int https() {
        return house.deviceDoor("/").getPort();
    }

    private int mqtt() {
        return URI.create(house.bean(Broker.class).url()).getPort();
    }

    /** @return type of the first record (RFC 5246, 6.2.1); an alert if the connection ends without one, which is a refusal as well */
    private static int answer(int port, String version, String suites) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(hello(version, suites));
            var type = socket.getInputStream().read();
            return type < 0 ? ALERT : type;
        }
    }

    /** ClientHello (RFC 5246, 7.4.1.2) with P-256, ECDSA with SHA-256 and uncompressed points. */
    private static byte[] hello(String version, String suites) {
        var wanted = bytes(suites);
        var extensions = bytes("""
                000a 0004 0002 0017
                000b 0002 0100
                000d 0006 0004 0403 0401""");
        var body = ByteBuffer.allocate(2 + 32 + 1 + 2 + wanted.length + 2 + 2 + extensions.length)
                .put(bytes(version))
                .put(new byte[32]) // random
                .put((byte) 0) // no session
                .putShort((short) wanted.length)
                .put(wanted)
                .put(bytes("0100")) // no compression
                .putShort((short) extensions.length)
                .put(extensions)
                .array();
        return ByteBuffer.allocate(5 + 4 + body.length)
                .put(bytes("16 0301"))
                .putShort((short) (4 + body.length))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) body.length)
                .put(body)
                .array();
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.replaceAll("\\s", ""));
    }
}
