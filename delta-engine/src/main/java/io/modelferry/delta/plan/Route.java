package io.modelferry.delta.plan;

import java.time.Duration;
import java.util.List;

/**
 * What a device downloads and applies, in this order.
 *
 * @param hops  empty for the full file
 * @param bytes to download
 * @param time  to download and to apply
 */
public record Route(List<Hop> hops, long bytes, Duration time) {

    /** The word for what it is. */
    public enum Kind {
        DIRECT,
        CHAIN,
        FULL
    }

    public Route {
        hops = List.copyOf(hops);
    }

    public Kind kind() {
        return switch (hops.size()) {
            case 0 -> Kind.FULL;
            case 1 -> Kind.DIRECT;
            default -> Kind.CHAIN;
        };
    }
}
