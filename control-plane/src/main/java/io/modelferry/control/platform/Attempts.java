package io.modelferry.control.platform;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;

/** How often something went wrong for somebody lately, for few enough to be held in memory. */
public final class Attempts {

    private static final int MAX_REMEMBERED = 10_000;
    private static final int IPV6_NETWORK_BYTES = 8; // whoever has one address of it has all

    private final int most;
    private final Duration within;
    private final InstantSource clock;
    private final LinkedHashMap<String, Window> windows = new LinkedHashMap<>();

    /** @param most in a time of length {@code within}, which begins with the first */
    public Attempts(int most, Duration within, InstantSource clock) {
        this.most = most;
        this.within = within;
        this.clock = clock;
    }

    private record Window(Instant since, int count) {}

    /** Whether they have none left for now. */
    public synchronized boolean spent(String who) {
        var window = windows.get(who);
        return window != null && isOpen(window) && window.count() >= most;
    }

    public synchronized void count(String who) {
        var window = windows.remove(who);
        windows.put(
                who,
                window != null && isOpen(window)
                        ? new Window(window.since(), window.count() + 1)
                        : new Window(clock.instant(), 1));
        if (windows.size() > MAX_REMEMBERED) {
            windows.pollFirstEntry();
        }
    }

    public synchronized void forget(String who) {
        windows.remove(who);
    }

    private boolean isOpen(Window window) {
        return clock.instant().isBefore(window.since().plus(within));
    }

    /** By which somebody at an address is counted: the address, of IPv6 its network of 64 bits. */
    public static String from(String address) {
        try {
            var bytes = InetAddress.ofLiteral(address).getAddress();
            return HexFormat.of().formatHex(bytes.length > 4 ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
        } catch (IllegalArgumentException noLiteral) {
            return address;
        }
    }
}
