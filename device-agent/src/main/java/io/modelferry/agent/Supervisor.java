package io.modelferry.agent;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the agent is ready, and that it is alive: datagrams to {@code NOTIFY_SOCKET}. The JDK has no Unix datagram
 * sockets, so libc is called; without that variable nothing is loaded and nothing is sent.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html">sd_notify(3)</a>
 */
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int LONGEST_PATH = 107;
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final @Nullable String socket;
    private final Duration every;

    private Supervisor(@Nullable String socket, Duration every) {
        this.socket = socket;
        this.every = every;
    }

    /** @param environment {@code NOTIFY_SOCKET} and {@code WATCHDOG_USEC}, as systemd sets them */
    static Supervisor of(Map<String, String> environment) {
        var socket = environment.get("NOTIFY_SOCKET");
        var microseconds = environment.getOrDefault("WATCHDOG_USEC", "");
        var watched = socket != null && microseconds.matches("[1-9][0-9]{0,17}");
        return new Supervisor(
                socket, watched ? Duration.ofNanos(Long.parseLong(microseconds) * 1000 / 2) : Duration.ofMillis(NEVER));
    }

    /** Half of the watchdog's time; without a watchdog longer than any life. */
    Duration every() {
        return every;
    }

    void ready() {
        tell("READY=1");
    }

    void alive() {
        tell("WATCHDOG=1");
    }

    private void tell(String state) {
        if (socket == null) {
            return;
        }
        try {
            if (!send(socket, state)) {
                LOG.warn("systemd was not told {}: no datagram to {}", state, socket);
            }
        } catch (Throwable e) { // of a method handle
            LOG.warn("systemd was not told {}", state, e);
        }
    }

    private static boolean send(String socket, String state) throws Throwable {
        var linker = Linker.nativeLinker();
        var open = function(linker, "socket", FunctionDescriptor.of(INT, INT, INT, INT));
        var sendTo = function(linker, "sendto", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT, POINTER, INT));
        var close = function(linker, "close", FunctionDescriptor.of(INT, INT));
        try (var arena = Arena.ofConfined()) {
            var text = state.getBytes(StandardCharsets.UTF_8);
            var address = address(socket);
            var fd = (int) open.invokeExact((int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (fd < 0) {
                return false;
            }
            try {
                var sent = (long) sendTo.invokeExact(
                        fd, copy(arena, text), (long) text.length, 0, copy(arena, address), address.length);
                return sent == text.length;
            } finally {
                var ignored = (int) close.invokeExact(fd);
            }
        }
    }

    private static MethodHandle function(Linker linker, String name, FunctionDescriptor type) {
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
    }

    /** {@code sockaddr_un}: the family in the machine's byte order, then the path; a leading {@code @} stands for NUL. */
    private static byte[] address(String socket) {
        var path = socket.getBytes(StandardCharsets.UTF_8);
        if (path.length > LONGEST_PATH) {
            throw new IllegalArgumentException("NOTIFY_SOCKET is longer than " + LONGEST_PATH + " bytes");
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        var address = new byte[Short.BYTES + path.length];
        MemorySegment.ofArray(address).set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, AF_UNIX);
        System.arraycopy(path, 0, address, Short.BYTES, path.length);
        return address;
    }

    private static MemorySegment copy(Arena arena, byte[] bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }
}
