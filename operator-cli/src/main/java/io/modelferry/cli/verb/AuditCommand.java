package io.modelferry.cli.verb;

import static io.modelferry.cli.verb.Fields.text;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.text.Shell;
import io.modelferry.cli.text.Table;
import io.modelferry.protocol.audit.AuditVerifier.Fault;
import io.modelferry.protocol.trust.VerificationKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who did what to which thing, and whether anybody tampered with the answer. */
@Command(
        name = "audit",
        description = "Who did what to which thing, and when.",
        footer = {"", "Without a verb: every entry, oldest first."})
public final class AuditCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private Connection connection = new Connection();

    public AuditCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (var server = connection.open(shell)) {
            var rows = server.all("/audit");
            var table = new Table("AT", "WHO", "DID", "TO", "DETAILS");
            rows.forEach(r -> table.row(
                    text(r, "at"),
                    text(r, "actor"),
                    text(r, "action"),
                    text(r, "objectType") + " " + text(r, "objectId"),
                    text(r, "details")));
            connection.show(shell, rows, table);
            return 0;
        }
    }

    @Command(
            name = "export",
            description = "The whole chain and its signed checkpoints, as JSON lines.",
            footer = {"", "Keep it on another machine; ferry audit verify FILE reads it without any server."})
    void export(
            @Mixin Connection server,
            @Option(
                            names = "-o",
                            paramLabel = "FILE",
                            defaultValue = "audit.jsonl",
                            description = "default: ${DEFAULT-VALUE}")
                    Path file)
            throws IOException {
        try (var client = server.open(shell)) {
            var target = shell.workingFolder().resolve(file);
            client.download("/audit/export", target);
            var read = AuditFile.read(target, null);
            server.show(
                    shell,
                    read,
                    "%s: %,d entries, %,d checkpoints, key %s"
                            .formatted(
                                    file,
                                    read.verdict().entries(),
                                    read.verdict().checkpoints(),
                                    read.key().id()));
        }
    }

    @Command(
            name = "verify",
            description = "Whether every entry is what was written, and none is missing.",
            footer = {
                "",
                "With FILE: of an export, without asking a server. Else the control plane walks its own chain and compares it with the",
                "checkpoints in its data folder. Exit code 1 if anything differs; each difference names its place."
            })
    int verify(
            @Mixin Connection server,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "of ferry audit export") @Nullable Path file,
            @Option(
                            names = "--key",
                            paramLabel = "BASE64",
                            description =
                                    "that signs checkpoints, as it was written down; without it the one in FILE is believed")
                    @Nullable
                    String key)
            throws IOException {
        return file == null
                ? ofServer(server)
                : ofFile(server, shell.workingFolder().resolve(file), key);
    }

    private int ofServer(Connection connection) {
        try (var server = connection.open(shell)) {
            var found = server.get("/audit/verification");
            var faults = List.of(ControlPlaneClient.as(found.get("faults"), Fault[].class));
            connection.show(
                    shell,
                    found,
                    words(
                            found.get("entries").asLong(),
                            found.get("checkpoints").asInt(),
                            text(found, "lastCheckpoint"),
                            faults));
            return faults.isEmpty() ? 0 : 1;
        }
    }

    private int ofFile(Connection connection, Path file, @Nullable String key) throws IOException {
        var read = AuditFile.read(file, key == null ? null : VerificationKey.parse(key));
        var verdict = read.verdict();
        connection.show(
                shell,
                read,
                words(
                        verdict.entries(),
                        verdict.checkpoints(),
                        String.valueOf(verdict.lastCheckpoint()),
                        verdict.faults()));
        return verdict.faults().isEmpty() ? 0 : 1;
    }

    private static String words(long entries, int checkpoints, String last, List<Fault> faults) {
        var signed =
                checkpoints == 0 ? "no checkpoint yet" : "%,d checkpoints, the last of %s".formatted(checkpoints, last);
        var walked = "%,d entries; %s".formatted(entries, signed);
        if (faults.isEmpty()) {
            return "sound: " + walked;
        }
        var text = new StringBuilder("NOT SOUND: " + walked);
        faults.forEach(fault -> text.append("\n  ")
                .append(fault.seq() == 0 ? "" : "entry " + fault.seq() + " ")
                .append(fault.what()));
        return text.toString();
    }
}
