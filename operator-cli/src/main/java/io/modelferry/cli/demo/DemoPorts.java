package io.modelferry.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The four ports of a control plane: the usual ones, or free ones where a usual one is busy. */
record DemoPorts(int console, int devices, int mqtt, int management) {

    private static final DemoPorts USUAL = new DemoPorts(8080, 8443, 8883, 9090);

    static DemoPorts choose(boolean freeOnes) throws IOException {
        var busy = freeOnes || !USUAL.all().stream().allMatch(DemoPorts::isFree);
        return busy ? free() : USUAL;
    }

    boolean areUsual() {
        return equals(USUAL);
    }

    private List<Integer> all() {
        return List.of(console, devices, mqtt, management);
    }

    /** Four at once, so that none is given twice. */
    private static DemoPorts free() throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (var i = 0; i < 4; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
            return new DemoPorts(ports.get(0), ports.get(1), ports.get(2), ports.get(3));
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
