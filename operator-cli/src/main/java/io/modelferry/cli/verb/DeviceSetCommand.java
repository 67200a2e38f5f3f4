package io.modelferry.cli.verb;

import io.modelferry.cli.text.Shell;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What an operator says of a device. */
@Command(
        name = "set",
        description =
                "Set attributes, site, class, lab, time zone or maintenance window of a device, or of all that a filter selects.",
        footer = {
            "",
            "Examples:",
            "  ferry device set cam-01 shift=night rack=7 --tz Europe/Berlin --window 22:00-04:00",
            "  ferry device set --filter 'site==harbour' shift=night --expect 120"
        })
public final class DeviceSetCommand implements Runnable {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private DeviceSelection selection = new DeviceSelection();

    @Parameters(paramLabel = "DEVICE | NAME=VALUE", arity = "0..*", description = "the device, and attributes to set")
    private List<String> words = List.of();

    @Option(names = "--unset", paramLabel = "NAME", description = "take an attribute away")
    private List<String> unset = List.of();

    @Option(names = "--site", description = "move it to a site")
    private @Nullable String site;

    @Option(names = "--class", paramLabel = "CLASS", description = "its device class")
    private @Nullable String deviceClass;

    @Option(names = "--lab", negatable = true, description = "takes part in lab stages")
    private @Nullable Boolean lab;

    @Option(
            names = "--tz",
            paramLabel = "ZONE",
            description = "IANA time zone, such as Europe/Berlin; '' takes it away")
    private @Nullable String timeZone;

    @Option(
            names = "--window",
            paramLabel = "WINDOW",
            description = "maintenance window by its local time, such as 'MON-FRI 22:00-04:00'; '' takes it away")
    private @Nullable String window;

    public DeviceSetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void run() {
        var named = words.stream().filter(word -> !word.contains("=")).toList();
        var id = selection.idIn(named);
        if (named.size() > (id == null ? 0 : 1)) {
            throw new IllegalArgumentException("'" + named.getLast() + "' is no NAME=VALUE");
        }
        selection.change(connection, shell, id, change());
    }

    private Map<String, ?> change() {
        var attributes = new HashMap<String, @Nullable String>();
        unset.forEach(name -> attributes.put(name, null));
        words.stream().filter(word -> word.contains("=")).forEach(word -> {
            var sign = word.indexOf('=');
            attributes.put(word.substring(0, sign), word.substring(sign + 1));
        });
        var change = new HashMap<String, Object>();
        change.put("attributes", attributes);
        put(change, "site", site);
        put(change, "deviceClass", deviceClass);
        put(change, "lab", lab);
        put(change, "timeZone", timeZone);
        put(change, "window", window);
        return change;
    }

    private static void put(Map<String, Object> change, String name, @Nullable Object value) {
        if (value != null) {
            change.put(name, value);
        }
    }
}
