package io.modelferry.control.fleet;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The real search, for tests of rooms that compile conditions for it. */
public final class Searches {

    private Searches() {}

    public static DeviceSearch in(JdbcClient jdbc) {
        return new StoredDevices(jdbc);
    }
}
