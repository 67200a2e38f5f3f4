package io.modelferry.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.simulator.fleet.FleetStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;

/** {@code GET /status} on this machine alone: the fleet's status as JSON. */
final class AdminPort implements AutoCloseable {

    private static final int OK = 200;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private final Supplier<FleetStatus> status;

    private AdminPort(HttpServer server, Supplier<FleetStatus> status) {
        this.server = server;
        this.status = status;
    }

    /**
     * @param port 0 takes a free one
     * @param run folder that learns the port, in a file {@code admin-port}
     * @throws IOException if the port is taken or the folder cannot be written
     */
    static AdminPort open(int port, Path run, Supplier<FleetStatus> status) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var admin = new AdminPort(server, status);
        server.createContext("/status", admin::answer);
        server.start();
        admin.announce(run);
        return admin;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void announce(Path run) throws IOException {
        Files.createDirectories(run);
        var incoming = run.resolve("admin-port.new");
        Files.writeString(incoming, port() + "\n", StandardCharsets.US_ASCII);
        Files.move(incoming, run.resolve("admin-port"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, NO_BODY);
                return;
            }
            var body = ProtocolJson.write(status.get());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(OK, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
