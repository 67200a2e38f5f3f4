package io.modelferry.control.webhooks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST over one connection to one given address, and the status of its answer. No pool, no proxy, no redirect: the JDK's client
 * would ask for the host's address once more.
 */
final class HttpPost {

    private static final int LONGEST_STATUS_LINE = 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

    private final SSLSocketFactory tls;
    private final Duration timeout;

    /** @param timeout from the connection to the answer's first line, however slowly bytes drip */
    HttpPost(SSLSocketFactory tls, Duration timeout) {
        this.tls = tls;
        this.timeout = timeout;
    }

    /** @param body as far as it was asked for */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Answer(int status, byte[] body) {}

    /**
     * @param address where to connect; the host's name is for TLS and the {@code Host} header
     * @return the HTTP status, 100…599
     * @throws IOException if no answer came in time; the receiver may have the message all the same
     */
    int send(Destination to, InetAddress address, Map<String, String> headers, byte[] body) throws IOException {
        return ask(to, address, headers, body, 0).status();
    }

    /** @param most bytes of the answer's body that are read; 0 leaves even its head unread */
    Answer ask(Destination to, InetAddress address, Map<String, String> headers, byte[] body, int most)
            throws IOException {
        try (var socket = new Socket(Proxy.NO_PROXY)) {
            CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> closeQuietly(socket)); // ends a handshake that drips, too
            var limit = Math.toIntExact(timeout.toMillis());
            socket.connect(new InetSocketAddress(address, to.port()), limit);
            socket.setSoTimeout(limit);
            return to.tls() ? overTls(socket, to, headers, body, most) : exchange(socket, to, headers, body, most);
        }
    }

    private Answer overTls(Socket socket, Destination to, Map<String, String> headers, byte[] body, int most)
            throws IOException {
        try (var secured = (SSLSocket) tls.createSocket(socket, to.host(), to.port(), true)) {
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return exchange(secured, to, headers, body, most);
        }
    }

    private static Answer exchange(Socket socket, Destination to, Map<String, String> headers, byte[] body, int most)
            throws IOException {
        write(new BufferedOutputStream(socket.getOutputStream()), to, headers, body);
        var in = new BufferedInputStream(socket.getInputStream());
        var status = status(in);
        return new Answer(status, most == 0 ? new byte[0] : AnswerBody.read(in, most));
    }

    private static void write(OutputStream out, Destination to, Map<String, String> headers, byte[] body)
            throws IOException {
        var head = new StringBuilder("POST " + to.path() + " HTTP/1.1\r\nHost: " + to.authority() + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length);
        head.append("\r\nUser-Agent: Modelferry\r\nConnection: close\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static int status(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() == LONGEST_STATUS_LINE) {
                throw new IOException("the answer is not HTTP");
            }
            line.append((char) next);
        }
        var status = STATUS_LINE.matcher(line.toString().stripTrailing());
        if (!status.matches()) {
            throw new IOException("the answer is not HTTP");
        }
        return Integer.parseInt(status.group(1));
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed, or the sender will see the same failure
        }
    }
}
