package io.modelferry.cli.tuf;

import io.modelferry.agent.download.HttpFiles;
import io.modelferry.agent.slots.AgentFs;
import io.modelferry.agent.tuf.HttpFetcher;
import io.modelferry.agent.tuf.Limits;
import io.modelferry.agent.tuf.MetadataRefused;
import io.modelferry.agent.tuf.MetadataStore;
import io.modelferry.agent.tuf.Refresh;
import io.modelferry.agent.tuf.Refreshed;
import io.modelferry.agent.tuf.TargetDownload;
import io.modelferry.agent.tuf.TrustedMetadata;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.Ticks;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.protocol.tuf.Metadata;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/**
 * The device's TUF client, by itself. Ends with {@link ExitCode#OK} or {@link ExitCode#FAILED}: the conformance suite knows no
 * others.
 *
 * @see <a href="https://github.com/theupdateframework/tuf-conformance/blob/main/CLIENT-CLI.md">The suite's command line</a>
 */
@Command(
        name = "tuf-client",
        description = "The TUF client of devices, by itself: what the public TUF conformance suite drives.",
        synopsisSubcommandLabel = "VERB",
        footer = {
            "",
            "Example:",
            "  ferry tuf-client --metadata-dir trusted init root.json",
            "  ferry tuf-client --metadata-dir trusted --metadata-url http://127.0.0.1:8000/metadata refresh"
        })
public final class TufClientCommand {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Shell shell;

    @Option(
            names = "--metadata-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "where trusted metadata is kept: root.json, timestamp.json, …")
    private @Nullable Path metadataDir;

    @Option(
            names = "--metadata-url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "the repository's metadata")
    private @Nullable URI metadataUrl;

    @Option(
            names = "--target-name",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "the target to download; may be repeated")
    private List<String> targetNames = List.of();

    @Option(
            names = "--target-base-url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "the repository's targets")
    private @Nullable URI targetBaseUrl;

    @Option(
            names = "--target-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "where targets are put, each under its percent-encoded path")
    private @Nullable Path targetDir;

    public TufClientCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "init", description = "Trust ROOT from now on. Asks nobody.")
    int init(@Parameters(paramLabel = "ROOT", description = "a root document that came on a safe way") Path root)
            throws IOException {
        var bytes = Files.readAllBytes(shell.workingFolder().resolve(root));
        return refusing(() -> {
            var anchor = TrustedMetadata.anchoredIn(bytes);
            store().keep(Metadata.ROOT, bytes);
            shell.out().println("root " + anchor.root().body().version() + " is trusted");
        });
    }

    @Command(name = "refresh", description = "Bring the top-level metadata up to date.")
    int refresh() throws IOException {
        return refusing(() -> with(http -> say(refreshed(http))));
    }

    @Command(name = "download", description = "The same, then fetch targets; stops at the first that cannot be had.")
    int download() throws IOException {
        var folder = shell.workingFolder().resolve(need("--target-dir DIR", targetDir));
        var base = need("--target-base-url URL", targetBaseUrl);
        return refusing(() -> with(http -> {
            var refreshed = refreshed(http);
            say(refreshed);
            var download = new TargetDownload(http, AgentFs.REAL, base, folder);
            for (var name : targetNames) {
                fetch(refreshed, name, download);
            }
        }));
    }

    private void fetch(Refreshed refreshed, String name, TargetDownload download)
            throws MetadataRefused, UpdateFailure, IOException {
        var target = refreshed
                .find(name)
                .orElseThrow(() -> new IOException("no role that may speak about it names '" + name + "' (TUF 5.7.2)"));
        var consistent = refreshed.trusted().root().body().consistentSnapshot();
        var place = download.fetch(name, target, consistent, new Cancellation());
        shell.out().println("%s  %d bytes  %s".formatted(Printable.of(name), target.length(), place));
    }

    private Refreshed refreshed(HttpFiles http) throws MetadataRefused, UpdateFailure, IOException {
        var fetcher = new HttpFetcher(http, need("--metadata-url URL", metadataUrl), new Cancellation());
        return new Refresh(store(), fetcher, Limits.USUAL, shell.clock()).run();
    }

    private void say(Refreshed refreshed) {
        shell.out()
                .println(
                        refreshed.trusted() + ", targets " + refreshed.targets().version());
    }

    private MetadataStore store() throws IOException {
        var folder = need("--metadata-dir DIR", metadataDir);
        return MetadataStore.open(AgentFs.REAL, shell.workingFolder().resolve(folder));
    }

    private static <T> T need(String option, @Nullable T given) {
        if (given == null) {
            throw new IllegalArgumentException(option + " is needed");
        }
        return given;
    }

    private interface Work {
        void run() throws MetadataRefused, UpdateFailure, IOException;
    }

    private interface OverHttp {
        void run(HttpFiles http) throws MetadataRefused, UpdateFailure, IOException;
    }

    private static void with(OverHttp work) throws MetadataRefused, UpdateFailure, IOException {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
        try {
            work.run(new HttpFiles(client, PATIENCE, Ticks.REAL));
        } finally {
            client.shutdownNow();
        }
    }

    private int refusing(Work work) throws IOException {
        try {
            work.run();
            return ExitCode.OK.number();
        } catch (MetadataRefused e) {
            shell.err().println("ferry: " + Printable.of(e.reason() + ": " + e.getMessage()));
        } catch (UpdateFailure e) {
            shell.err().println("ferry: " + Printable.of(e.code() + ": " + e.detail()));
        }
        return ExitCode.FAILED.number();
    }
}
