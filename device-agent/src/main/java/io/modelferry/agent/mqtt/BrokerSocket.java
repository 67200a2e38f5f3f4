package io.modelferry.agent.mqtt;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket that Paho cannot hang itself on. Nothing is read before something was written (a client speaks first in MQTT): a
 * broker that hangs up at once would otherwise end Paho's receiver before the thread that started it has seen it run, and that
 * thread waits for ever (Paho issues 850 and 1013). And it closes whatever it says: Paho shuts the input of a TLS socket down
 * first, which throws when the other side is gone, and then never closes it. The thread that starts Paho's three others naps 100 ms
 * after each, to look whether it runs: here it is woken until they all do, and a connection is there 0.3 s earlier.
 */
final class BrokerSocket extends Socket {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerSocket.class);
    private static final int LINGER_SECONDS = 1;
    private static final int NAP_MILLIS = 2;

    private final @Nullable SSLContext tls;
    private final Socket raw = new Socket();
    private final CountDownLatch spoken = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile Socket secured = raw;
    private volatile @Nullable Thread starter;

    /** @param tls null for a plain connection */
    BrokerSocket(@Nullable SSLContext tls) {
        this.tls = tls;
    }

    /** For Paho, which asks for one. */
    SocketFactory factory() {
        return new SocketFactory() {
            @Override
            public Socket createSocket() {
                return BrokerSocket.this;
            }

            @Override
            public Socket createSocket(String host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /**
     * Waits until Paho has all its threads and speaks, or has failed to connect. A client that is ended before that leaves the
     * thread behind that starts the others.
     */
    void waitUntilStarted(long millis) {
        var until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        var interrupted = false;
        while (true) {
            try {
                if (!started.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    LOG.debug("the client did not start in {} ms", millis);
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Connected, and the other side proven by its certificate and name, or an exception; each within the timeout. */
    @Override
    public void connect(SocketAddress address, int timeoutMillis) throws IOException {
        starter = Thread.currentThread();
        try {
            raw.connect(address, timeoutMillis);
            raw.setTcpNoDelay(true);
            raw.setSoLinger(true, LINGER_SECONDS); // a peer that is gone must not hold up a close
            if (tls != null) {
                raw.setSoTimeout(timeoutMillis);
                secured = handshake(tls, (InetSocketAddress) address);
            }
        } catch (IOException | RuntimeException e) {
            started.countDown();
            raw.close();
            throw e;
        }
    }

    private SSLSocket handshake(SSLContext context, InetSocketAddress address) throws IOException {
        var socket = (SSLSocket)
                context.getSocketFactory().createSocket(raw, address.getHostString(), address.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @Override
    public void setSoTimeout(int millis) {
        try {
            raw.setSoTimeout(millis);
        } catch (IOException e) {
            // closed meanwhile: the next read says so
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(secured.getInputStream()) {
            @Override
            public int read() throws IOException {
                waitUntilSpoken();
                return super.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                waitUntilSpoken();
                return super.read(into, offset, length);
            }

            @Override
            public int available() throws IOException {
                return spoken.getCount() == 0 ? super.available() : 0;
            }
        };
    }

    private void waitUntilSpoken() throws IOException {
        var until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(raw.getSoTimeout());
        try {
            while (!spoken.await(NAP_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > until) {
                    throw new SocketTimeoutException("nothing was written yet");
                }
                wakeStarter();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** Its nap swallows the interruption; it waits for nothing else, and ends when the others run. */
    private void wakeStarter() {
        var napping = starter;
        if (napping != null) {
            napping.interrupt();
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(secured.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                spoken.countDown();
                started.countDown();
            }
        };
    }

    /** Left to {@link #close}. */
    @Override
    public void shutdownInput() {}

    @Override
    public void close() throws IOException {
        spoken.countDown();
        try {
            secured.close();
        } finally {
            raw.close();
        }
    }
}
