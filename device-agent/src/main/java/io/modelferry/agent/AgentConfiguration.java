package io.modelferry.agent;

import io.modelferry.agent.update.Backoff;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.report.Reported.DeviceFacts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is told at its start: {@code --name value} on the command line, or {@code MODELFERRY_AGENT_NAME} in the
 * environment. The command line wins; a name that does not exist refuses to start.
 *
 * @param data folder of this device; one agent a folder
 * @param server devices' HTTPS address, needed until enrolled
 * @param join join string, needed until enrolled
 * @param joinFile a file with the join string, waited for: for containers that start before it is written
 * @param id the device id to ask for; the machine's name without one
 * @param servePort loopback port of the inference protocol, 0 for any free one
 * @param maxBodyBytes longest inference request for a model whose shapes leave a dimension open; others have their own limit
 * @param window length of a telemetry window
 * @param keepWindowsBytes disk for windows that wait for the line; the oldest go first
 * @param poll how often the goal is asked for over HTTPS while MQTT is down
 * @param retry waits between attempts
 * @param providers execution providers in order of preference; empty: what suits the device class
 * @param attributes what the device's owner says of it, name → value: operators filter by {@code fact.<name>}
 */
public record AgentConfiguration(
        Path data,
        @Nullable URI server,
        @Nullable String join,
        @Nullable Path joinFile,
        @Nullable DeviceId id,
        int servePort,
        long maxBodyBytes,
        Duration window,
        long keepWindowsBytes,
        Duration poll,
        Backoff.Limits retry,
        List<String> providers,
        Map<String, String> attributes) {

    static final String USAGE = """
            Usage: ferry agent --data DIR [--server URL --join STRING] [options]
              --data DIR          folder of this device (one agent a folder)
              --server URL        https://host:8443, until enrolled
              --join STRING       join string of `ferry device token`, until enrolled
              --join-file FILE    read the join string from a file, wait for it if it is not there yet
              --id ID             device id to ask for (default: this machine's name)
              --providers LIST    execution providers in order of preference, for example CUDA,CPU (default: by device class)
              --attribute NAME=VALUE  what this device is, for operators' filters; repeat it, or separate with commas
              --serve-port PORT   loopback port for inferences, 0 = any free one (default 0; written to DIR/run/serving-port)
              --max-body BYTES    longest request for a model that leaves a dimension open (default 8388608)
              --window DURATION   length of a telemetry window (default PT60S)
              --keep-windows BYTES  disk for windows that wait while offline, oldest dropped first (default 8388608)
              --poll DURATION     how often to ask for the goal over HTTPS while MQTT is down (default PT30S)
              --retry-first DURATION, --retry-longest DURATION   waits after failures (default PT1S, PT2M)
            Each option also as MODELFERRY_AGENT_<NAME>, for example MODELFERRY_AGENT_SERVE_PORT.
            Exit codes: 0 stopped, 1 refused (not enrolled, folder in use), 2 usage.""";

    private static final String PREFIX = "MODELFERRY_AGENT_";
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,62}=[^\\p{Cntrl}]{1,200}");
    private static final int MAX_PORT = 65_535;
    private static final long MIN_KEPT_BYTES = 1 << 20;
    private static final long MAX_BODY_BYTES = 8L << 20;

    private static final TreeSet<String> NAMES = new TreeSet<>(List.of(
            "data",
            "server",
            "join",
            "join-file",
            "providers",
            "attribute",
            "id",
            "serve-port",
            "max-body",
            "window",
            "keep-windows",
            "poll",
            "retry-first",
            "retry-longest"));

    public AgentConfiguration {
        providers = List.copyOf(providers);
        attributes = Map.copyOf(attributes);
        require(
                attributes.size() <= DeviceFacts.MOST_ATTRIBUTES,
                "at most " + DeviceFacts.MOST_ATTRIBUTES + " times --attribute");
        require(servePort >= 0 && servePort <= MAX_PORT, "--serve-port lies between 0 and " + MAX_PORT);
        require(maxBodyBytes > 0, "--max-body is at least 1");
        require(window.compareTo(Duration.ofMillis(100)) >= 0, "--window is at least PT0.1S");
        require(keepWindowsBytes >= MIN_KEPT_BYTES, "--keep-windows is at least " + MIN_KEPT_BYTES);
        require(poll.compareTo(Duration.ofMillis(100)) >= 0, "--poll is at least PT0.1S");
        require(
                retry.first().isPositive() && retry.longest().compareTo(retry.first()) >= 0,
                "--retry-first is positive and no longer than --retry-longest");
    }

    /**
     * As on the command line, without the environment.
     *
     * @throws IllegalArgumentException in words
     */
    public static AgentConfiguration of(String... arguments) {
        return of(arguments, Map.of());
    }

    /** @throws IllegalArgumentException in words for whoever typed it */
    static AgentConfiguration of(String[] arguments, Map<String, String> environment) {
        var given = new HashMap<String, String>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !value.isBlank()) {
                given.put(
                        known(
                                name.substring(PREFIX.length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-'),
                                name),
                        value);
            }
        });
        given.putAll(typed(arguments));
        return of(given);
    }

    private static Map<String, String> typed(String[] arguments) {
        var typed = new HashMap<String, String>();
        for (var i = 0; i < arguments.length; i += 2) {
            require(arguments[i].startsWith("--"), "unexpected '" + arguments[i] + "'");
            require(i + 1 < arguments.length, arguments[i] + " needs a value");
            var name = known(arguments[i].substring(2), arguments[i]);
            typed.merge(name, arguments[i + 1], (first, next) -> name.equals("attribute") ? first + "," + next : next);
        }
        return typed;
    }

    private static String known(String name, String as) {
        require(NAMES.contains(name), "no such option: " + as);
        return name;
    }

    private static AgentConfiguration of(Map<String, String> given) {
        require(given.containsKey("data"), "--data is missing");
        var joinFile = given.get("join-file");
        var server = given.get("server");
        var id = given.get("id");
        return new AgentConfiguration(
                Path.of(given.getOrDefault("data", ".")).toAbsolutePath(),
                server == null ? null : https(server),
                given.get("join"),
                joinFile == null ? null : Path.of(joinFile),
                id == null ? null : new DeviceId(id),
                Integer.parseInt(given.getOrDefault("serve-port", "0")),
                Long.parseLong(given.getOrDefault("max-body", String.valueOf(MAX_BODY_BYTES))),
                duration(given, "window", "PT60S"),
                Long.parseLong(given.getOrDefault("keep-windows", "8388608")),
                duration(given, "poll", "PT30S"),
                new Backoff.Limits(duration(given, "retry-first", "PT1S"), duration(given, "retry-longest", "PT2M")),
                names(given.getOrDefault("providers", "")),
                attributes(names(given.getOrDefault("attribute", ""))));
    }

    private static URI https(String text) {
        var uri = URI.create(text);
        require("https".equals(uri.getScheme()) && uri.getHost() != null, "--server looks like https://host:8443");
        return uri;
    }

    private static List<String> names(String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Map<String, String> attributes(List<String> pairs) {
        var attributes = new HashMap<String, String>();
        for (var pair : pairs) {
            require(
                    ATTRIBUTE.matcher(pair).matches(),
                    "--attribute looks like name=value, name of letters, digits, '.', '_' or '-' (at most 63), value at most 200"
                            + " characters: '" + pair + "'");
            var sign = pair.indexOf('=');
            attributes.put(pair.substring(0, sign), pair.substring(sign + 1));
        }
        return attributes;
    }

    private static Duration duration(Map<String, String> given, String name, String otherwise) {
        try {
            return Duration.parse(given.getOrDefault(name, otherwise));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("--" + name + " is an ISO-8601 duration such as PT10S", e);
        }
    }

    private static void require(boolean kept, String otherwise) {
        if (!kept) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    Optional<DeviceId> wantedId() {
        return Optional.ofNullable(id);
    }
}
