package io.modelferry.control.webhooks;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Whose address it is. What is not known to be public is not called public.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA, IPv4 special-purpose registry</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA, IPv6 special-purpose registry</a>
 */
enum AddressKind {
    PUBLIC,
    /** RFC 1918, RFC 6598, RFC 4193. */
    PRIVATE,
    LOOPBACK,
    /** Link-local, metadata services, multicast, reserved, or an IPv4 address in IPv6 clothes: no webhook lives there. */
    NEVER;

    /** Where clouds answer questions about the machine itself, outside of link-local. */
    private static final Set<InetAddress> METADATA = Set.of(
            literal("168.63.129.16"), literal("100.100.100.200"), literal("fd00:ec2::254"), literal("fd20:ce::254"));

    private static final List<Range> RANGES = List.of(
            new Range("127.0.0.0", 8, LOOPBACK),
            new Range("10.0.0.0", 8, PRIVATE),
            new Range("172.16.0.0", 12, PRIVATE),
            new Range("192.168.0.0", 16, PRIVATE),
            new Range("100.64.0.0", 10, PRIVATE),
            new Range("0.0.0.0", 8, NEVER),
            new Range("169.254.0.0", 16, NEVER),
            new Range("192.0.0.0", 24, NEVER),
            new Range("192.0.2.0", 24, NEVER),
            new Range("192.88.99.0", 24, NEVER),
            new Range("198.18.0.0", 15, NEVER),
            new Range("198.51.100.0", 24, NEVER),
            new Range("203.0.113.0", 24, NEVER),
            new Range("224.0.0.0", 3, NEVER),
            new Range("0.0.0.0", 0, PUBLIC),
            new Range("::1", 128, LOOPBACK),
            new Range("fc00::", 7, PRIVATE),
            new Range("2001::", 23, NEVER),
            new Range("2001:db8::", 32, NEVER),
            new Range("2002::", 16, NEVER),
            new Range("3fff::", 20, NEVER),
            new Range("2000::", 3, PUBLIC));

    static AddressKind of(InetAddress address) {
        if (METADATA.contains(address)) {
            return NEVER;
        }
        return RANGES.stream()
                .filter(range -> range.holds(address))
                .findFirst()
                .map(Range::kind)
                .orElse(NEVER);
    }

    /** The first that holds an address decides. */
    private record Range(InetAddress start, int bits, AddressKind kind) {

        Range(String start, int bits, AddressKind kind) {
            this(literal(start), bits, kind);
        }

        boolean holds(InetAddress address) {
            var family = start instanceof Inet4Address ? Inet4Address.class : Inet6Address.class;
            return family.isInstance(address) && samePrefix(start.getAddress(), address.getAddress());
        }

        private boolean samePrefix(byte[] one, byte[] other) {
            for (var bit = 0; bit < bits; bit++) {
                var mask = 0x80 >> (bit % 8);
                if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static InetAddress literal(String address) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(address, e);
        }
    }
}
