package io.modelferry.agent.rehearsal;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept connection to the agent's inference protocol that sends the same request again and again. As thin as HTTP/1.1 allows, so that
 * what is measured is the agent.
 */
public final class LoopbackClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final String DIGEST = "\"digest\":\"";
    private static final String LATENCY = "\"latency_us\":";

    private final Socket socket;
    private final InputStream in;
    private final byte[] request;

    /**
     * @param digest of the file that answered; empty unless the status is 200
     * @param inferMicros what the session's run took, as the agent measured it; 0 unless the status is 200
     */
    public record Answered(int status, String digest, long inferMicros) {}

    public LoopbackClient(int port, String body) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.request = ("POST /v2/models/%s/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: %d\r\n\r\n%s")
                .formatted(RehearsalPlane.MODEL, body.length(), body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** A body for {@link LayeredModel}: 256 numbers of ten characters are 3 kB. */
    public static String body(int inputs) {
        var numbers = new StringBuilder();
        for (var i = 0; i < inputs; i++) {
            numbers.append(i == 0 ? "" : ",").append("0.%08d".formatted((i * 7_919_317L + 1) % 100_000_000));
        }
        return "{\"id\":\"bench\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,%d],\"data\":[%s]}]}"
                .formatted(inputs, numbers);
    }

    public Answered infer() throws IOException {
        socket.getOutputStream().write(request);
        var status = Integer.parseInt(line().split(" ", 3)[1]);
        var length = 0;
        for (var header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).strip());
            }
        }
        var body = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
        return status == 200 ? new Answered(status, digest(body), latency(body)) : new Answered(status, "", 0);
    }

    private static String digest(String body) {
        var from = body.indexOf(DIGEST) + DIGEST.length();
        return body.substring(from, from + 64);
    }

    private static long latency(String body) {
        var from = body.indexOf(LATENCY) + LATENCY.length();
        var to = from;
        while (to < body.length() && Character.isDigit(body.charAt(to))) {
            to++;
        }
        return Long.parseLong(body, from, to, 10);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the agent closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
