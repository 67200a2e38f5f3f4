package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sites: who is there, and when they may be given versions. */
@Command(
        name = "site",
        aliases = "sites",
        description = "Sites: how many devices, and when they may be given versions.")
public final class SiteCommand {

    private final Shell shell;

    public SiteCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "ls", description = "Sites and their maintenance windows.")
    void list(@Mixin Connection connection) {
        try (var server = connection.open(shell)) {
            var sites = server.all("/sites");
            var table = new Table("SITE", "DEVICES", "WINDOW");
            sites.forEach(site -> table.row(text(site, "site"), text(site, "devices"), text(site, "window")));
            connection.show(shell, sites, table);
        }
    }

    @Command(
            name = "window",
            description =
                    "Set a site's maintenance window, by the local time of each of its devices; '' takes it away.",
            footer = {"", "Example:", "  ferry site window harbour 'MON-FRI 22:00-04:00'"})
    void window(
            @Mixin Connection connection,
            @Parameters(paramLabel = "SITE") String site,
            @Parameters(paramLabel = "WINDOW", description = "such as 22:00-04:00 or MON-FRI 22:00-04:00")
                    String window) {
        var path = "/sites/" + ControlPlaneClient.encode(site) + "/window";
        try (var server = connection.open(shell)) {
            if (window.isBlank()) {
                server.delete(path);
                connection.show(shell, Map.of("site", site), site + ": at any time");
                return;
            }
            var set = server.put(path, Map.of("window", window));
            connection.show(
                    shell, set, site + ": " + text(set, "window") + " for " + text(set, "devices") + " devices");
        }
    }
}
