package io.modelferry.cli.trust;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.cli.server.ExitCode;
import io.modelferry.cli.text.Shell;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One more signature on a root that somebody else began. The first root is signed as it was handed over; a later one is shown and agreed to. */
final class RootSigning {

    private final Shell shell;
    private final ControlPlaneClient server;
    private final KeyFolder folder;
    private final KnownRepository known;

    RootSigning(Shell shell, ControlPlaneClient server, KeyFolder folder, KnownRepository known) {
        this.shell = shell;
        this.server = server;
        this.folder = folder;
        this.known = known;
    }

    /**
     * @param waiting of {@code GET /api/v1/trust/pending}, with a root in it
     * @param agreed whether changes of who may sign are agreed to
     */
    ExitCode sign(JsonNode waiting, boolean agreed) throws IOException {
        var root = Signed.read(bytes(waiting, "root"), Root.class);
        var handedOver = root.saysTheSameAs(known.root());
        requireNext(root, handedOver);
        var key = folder.key(Metadata.ROOT, shell);
        var keyid = Key.of(key.publicHalf()).id();
        if (!root.body().role(Metadata.ROOT).keyids().contains(keyid)
                && !known.root().body().role(Metadata.ROOT).keyids().contains(keyid)) {
            throw new IllegalArgumentException("--keys: the root key in it is none of those that sign root "
                    + root.body().version());
        }
        if (hasSigned(root, keyid)) {
            return said(
                    "root %d waits: %s".formatted(root.body().version(), Outcome.words(waiting, Metadata.ROOT, root)));
        }
        shell.err().println("root " + root.body().version() + " says who may sign:");
        RootChange.between(known.root().body(), root.body())
                .forEach(line -> shell.err().println("! " + line));
        if (!handedOver && !agreed) {
            shell.err().println("ferry: not signed: if you know of it and agree: --accept-changes");
            return ExitCode.REFUSED;
        }
        return send(root.signedAlsoBy(key), beside(waiting, root.body()));
    }

    private void requireNext(Signed<Root> root, boolean handedOver) throws IOException {
        var before = known.root().body().version();
        if (!handedOver && root.body().version() != before + 1) {
            throw new IOException("the server asks to sign root %d after %d"
                    .formatted(root.body().version(), before));
        }
        SignCommand.requireEnd(shell, root.body());
    }

    private boolean hasSigned(Signed<Root> root, String keyid) {
        var before = known.root().body();
        return root.signers(root.body().role(Metadata.ROOT), root.body().keys()).contains(keyid)
                || root.signers(before.role(Metadata.ROOT), before.keys()).contains(keyid);
    }

    /** The targets that take effect with it, signed too; they may say nothing that those in effect do not. */
    private Optional<Signed<Targets>> beside(JsonNode waiting, Root root) throws IOException {
        if (!waiting.hasNonNull("rootTargets")) {
            return Optional.empty();
        }
        var targets = Signed.read(bytes(waiting, "rootTargets"), Targets.class);
        var before = known.targets();
        var change = TargetsChange.between(before == null ? null : before.body(), targets.body());
        if (!change.added().isEmpty() || !change.suspicious().isEmpty()) {
            throw new IOException("the targets beside root %d are not those in effect: do not sign anything"
                    .formatted(root.version()));
        }
        var key = folder.key(Metadata.TARGETS, shell);
        var mine = root.role(Metadata.TARGETS)
                .keyids()
                .contains(Key.of(key.publicHalf()).id());
        return Optional.of(mine ? targets.signedAlsoBy(key) : targets);
    }

    private static byte[] bytes(JsonNode waiting, String document) {
        return Base64.getDecoder().decode(waiting.path(document).asString());
    }

    private ExitCode send(Signed<Root> root, Optional<Signed<Targets>> targets) throws IOException {
        var body = new HashMap<String, Object>();
        body.put("root", root.bytes());
        targets.ifPresent(beside -> body.put("targets", beside.bytes()));
        var view = server.put("/trust/root", body);
        if (Outcome.waits(view, Metadata.ROOT, root)) {
            return said(
                    "signed root %d: %s".formatted(root.body().version(), Outcome.words(view, Metadata.ROOT, root)));
        }
        folder.keep(Metadata.ROOT, root);
        folder.settle(root.body());
        return said("signed root %d: it is in effect".formatted(root.body().version()));
    }

    private ExitCode said(String words) {
        shell.err().println(words);
        return ExitCode.OK;
    }
}
