package io.modelferry.cli.trust;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Printable;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.cli.verb.Connection;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Signs the targets that wait on a server, after showing what is new in them. */
@Command(
        name = "sign",
        description = "Sign what waits on the server with the targets key, which is here and not there.",
        footer = {"", "Example:", "  ferry sign --pending --keys /media/keys"})
public final class SignCommand implements Callable<Integer> {

    /** Longer than targets live; a server that asks for more asks for too much. */
    private static final Duration LONGEST = Duration.ofDays(400);

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private KeyFolder.Passphrase passphrase = new KeyFolder.Passphrase();

    @Option(
            names = "--pending",
            required = true,
            description = "the root and the model files that wait for a signature")
    private boolean pending;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            required = true,
            description = "as 'ferry keys init' or 'ferry keys new' made it")
    private Path keys = Path.of("");

    @Option(names = "--yes", description = "ask nothing")
    private boolean yes;

    @Option(
            names = "--accept-changes",
            description =
                    "sign also if files that were signed before are changed or removed, or keys or thresholds are others")
    private boolean acceptChanges;

    public SignCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        var folder = KeyFolder.open(shell.workingFolder().resolve(keys), passphrase);
        try (var server = connection.open(shell)) {
            var waiting = server.get("/trust/pending");
            if (waiting.hasNonNull("root")) {
                var known = KnownRepository.read(server, folder);
                var outcome = new RootSigning(shell, server, folder, known).sign(waiting, acceptChanges);
                waiting = server.get("/trust/pending");
                if (outcome != ExitCode.OK || waiting.hasNonNull("root")) {
                    show(Map.of("signed", outcome == ExitCode.OK, "reason", "a root waits"), "a root waits for others");
                    return outcome.number();
                }
            }
            return targets(server, folder, waiting);
        }
    }

    private int targets(ControlPlaneClient server, KeyFolder folder, JsonNode waiting) throws IOException {
        var known = KnownRepository.read(server, folder);
        if (!waiting.path("needed").asBoolean()) {
            show(Map.of("signed", false, "reason", "nothing waits"), "nothing waits for a signature");
            return ExitCode.OK.number();
        }
        var document = Base64.getDecoder().decode(waiting.path("document").asString());
        var next = Signed.read(document, Targets.class);
        var root = known.root().body();
        if (!root.role(Metadata.TARGETS).keyids().contains(folder.keyid(Metadata.TARGETS))) {
            throw new IllegalArgumentException(
                    "--keys: the targets key in it is none of those that root " + root.version() + " names");
        }
        if (next.signers(root.role(Metadata.TARGETS), root.keys()).contains(folder.keyid(Metadata.TARGETS))) {
            var words = Outcome.words(waiting, Metadata.TARGETS, next);
            show(
                    Map.of("signed", true, "version", next.body().version(), "waits", words),
                    "targets %d wait: %s".formatted(next.body().version(), words));
            return ExitCode.OK.number();
        }
        return sign(server, folder, known, next);
    }

    private int sign(ControlPlaneClient server, KeyFolder folder, KnownRepository known, Signed<Targets> next)
            throws IOException {
        var before = known.targets() == null ? null : known.targets().body();
        requireSane(before == null ? 0 : before.version(), next.body());
        var change = TargetsChange.between(before, next.body());
        if (!agreed(change, next.body())) {
            return ExitCode.REFUSED.number();
        }
        var signed = next.signedAlsoBy(folder.key(Metadata.TARGETS, shell));
        var view = server.put("/trust/targets", Map.of("targets", signed.bytes()));
        var waits = Outcome.words(view, Metadata.TARGETS, signed);
        if (waits.isEmpty()) {
            folder.keep(Metadata.TARGETS, signed);
        }
        show(
                Map.of("signed", true, "version", signed.body().version(), "models", names(change), "waits", waits),
                "signed targets %d: %d model files%s%s"
                        .formatted(
                                signed.body().version(),
                                change.added().size(),
                                change.raised().isEmpty() ? "" : ", a higher floor",
                                waits.isEmpty() ? "" : "; they wait: " + waits));
        return ExitCode.OK.number();
    }

    /** Shows all that is new, and asks. */
    private boolean agreed(TargetsChange change, Targets next) {
        shell.err().println(table(change));
        change.floors().forEach(line -> shell.err().println(Printable.of(line)));
        shell.err().println("goals are signed by " + TargetsChange.keys(next).get("goals"));
        change.suspicious().forEach(line -> shell.err().println("! " + line));
        if (!change.suspicious().isEmpty() && !acceptChanges) {
            shell.err()
                    .println(
                            "ferry: not signed: what was signed before is not the same. If you know why: --accept-changes");
            return false;
        }
        if (!yes && !confirmed(next.version(), change.added().size())) {
            shell.err().println("ferry: not signed");
            return false;
        }
        return true;
    }

    private void requireSane(long before, Targets next) throws IOException {
        if (next.version() != before + 1) {
            throw new IOException("the server asks to sign targets %d after %d".formatted(next.version(), before));
        }
        requireEnd(shell, next);
    }

    /** @throws IOException if it would hold for longer than anything that is signed here */
    static void requireEnd(Shell shell, Metadata next) throws IOException {
        if (next.expires().isAfter(shell.clock().instant().plus(LONGEST))) {
            throw new IOException("the server asks to sign what ends at " + next.expires());
        }
    }

    private static Table table(TargetsChange change) {
        var table = new Table("MODEL", "VERSION", "VARIANT", "SHA-256", "BYTES");
        change.added()
                .forEach(model -> table.row(
                        model.model(),
                        model.version(),
                        model.variant(),
                        model.digest().hex(),
                        model.lengthBytes()));
        return table;
    }

    private static List<String> names(TargetsChange change) {
        return change.added().stream()
                .map(model -> "%s@%s %s".formatted(model.model(), model.version(), model.variant()))
                .toList();
    }

    private static boolean confirmed(long version, int files) {
        var console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new IllegalArgumentException("nobody is here to ask: read the table above, then --yes");
        }
        return "y"
                .equalsIgnoreCase(console.readLine("sign targets %d with %d new model files? [y/N] ", version, files));
    }

    private void show(Map<String, ?> tree, String words) {
        connection.show(shell, tree, words);
    }
}
