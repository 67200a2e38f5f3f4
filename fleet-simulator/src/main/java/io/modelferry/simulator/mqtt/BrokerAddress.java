package io.modelferry.simulator.mqtt;

import java.net.URI;

/** Where the broker listens, from a URL as the enrolment's answer gives it: {@code ssl://host:port}. */
public record BrokerAddress(String host, int port, boolean encrypted) {

    private static final int PORT = 1883;
    private static final int TLS_PORT = 8883;

    /** @throws IllegalArgumentException if it is no such URL */
    public static BrokerAddress of(String url) {
        var uri = URI.create(url);
        if (uri.getHost() == null || uri.getScheme() == null) {
            throw new IllegalArgumentException("not a broker's URL: " + url);
        }
        var encrypted = switch (uri.getScheme()) {
            case "ssl", "mqtts", "tls" -> true;
            case "tcp", "mqtt" -> false;
            default -> throw new IllegalArgumentException("not a broker's URL: " + url);
        };
        var port = uri.getPort() > 0 ? uri.getPort() : encrypted ? TLS_PORT : PORT;
        return new BrokerAddress(uri.getHost(), port, encrypted);
    }
}
