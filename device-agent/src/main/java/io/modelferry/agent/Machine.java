package io.modelferry.agent;

import com.sun.management.OperatingSystemMXBean;
import io.modelferry.agent.inference.ModelRuntime;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.Reported.DeviceFacts;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;

/** What the machine says of itself. */
final class Machine {

    private static final int SHORTEST_ID = 3;
    private static final int LONGEST_ID = 63;

    private Machine() {}

    /** Cores and memory are those of the control group, where that has fewer than the machine. */
    static DeviceFacts facts(ModelRuntime runtime, Map<String, String> attributes) {
        return new DeviceFacts(
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes(),
                runtime.version(),
                runtime.providers(),
                CpuFeatures.ofThisMachine(),
                ModelRuntime.NEWEST_OPSET,
                attributes);
    }

    private static long memoryBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine
                ? machine.getTotalMemorySize()
                : 0;
    }

    /** The host's name, bent to the form of a device id. */
    static DeviceId name() {
        try {
            var host = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            var slug = host.replaceAll("[^a-z0-9_-]", "-").replaceFirst("^[^a-z0-9]+", "");
            var padded = slug.length() < SHORTEST_ID ? "device-" + slug : slug;
            return new DeviceId(padded.substring(0, Math.min(LONGEST_ID, padded.length())));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("this machine has no name: give it one with --id", e);
        }
    }

    static String agentVersion() {
        var version = Machine.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
