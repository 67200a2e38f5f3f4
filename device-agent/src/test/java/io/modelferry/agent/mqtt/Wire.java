package io.modelferry.agent.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The cable between a device and its broker, which a test may cut, or let hang with both ends plugged in. */
final class Wire implements AutoCloseable {

    private final ServerSocket entrance;
    private final int to;
    private final Queue<Socket> plugged = new ConcurrentLinkedQueue<>();
    private final Object gate = new Object();
    private boolean hanging;

    Wire(int to) throws IOException {
        this.to = to;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                var near = entrance.accept();
                plugged.add(near);
                var far = new Socket(InetAddress.getLoopbackAddress(), to);
                plugged.add(far);
                carry(near, far);
                carry(far, near);
            } catch (IOException e) {
                cut(); // the broker is gone, or the test is over
            }
        }
    }

    private void carry(Socket from, Socket into) {
        Thread.ofVirtual().start(() -> {
            try {
                carry(from.getInputStream(), into.getOutputStream());
            } catch (IOException | InterruptedException e) {
                // either end was unplugged
            } finally {
                unplug(from);
                unplug(into);
            }
        });
    }

    private void carry(InputStream in, OutputStream out) throws IOException, InterruptedException {
        var buffer = new byte[4096];
        for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            synchronized (gate) {
                while (hanging) {
                    gate.wait();
                }
            }
            out.write(buffer, 0, n);
        }
    }

    void hang(boolean yes) {
        synchronized (gate) {
            hanging = yes;
            gate.notifyAll();
        }
    }

    void cut() {
        plugged.forEach(Wire::unplug);
        plugged.clear();
    }

    private static void unplug(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is out
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        hang(false);
        cut();
    }
}
