package io.modelferry.cli.trust;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's repository as far as the keys of this folder prove it: the root is followed from the one that lies here, and targets count
 * only under it.
 *
 * @param targets those in effect, null before the first
 */
record KnownRepository(Signed<Root> root, @Nullable Signed<Targets> targets) {

    private static final String FILES = "/trust/metadata/";

    /** @throws IOException if the server shows what is not proven, or older than what was signed here last */
    static KnownRepository read(ControlPlaneClient server, KeyFolder folder) throws IOException {
        var root = followed(server, folder.root());
        folder.keep(Metadata.ROOT, root);
        folder.settle(root.body());
        return new KnownRepository(root, targets(server, folder, root.body()).orElse(null));
    }

    private static Signed<Root> followed(ControlPlaneClient server, Signed<Root> known) throws IOException {
        var trusted = known;
        for (var next = next(server, trusted); next.isPresent(); next = next(server, trusted)) {
            var candidate = next.get();
            var before = trusted.body();
            var proven = candidate.isSignedBy(before.role(Metadata.ROOT), before.keys())
                    && candidate.isSignedBy(
                            candidate.body().role(Metadata.ROOT),
                            candidate.body().keys())
                    && candidate.body().version() == before.version() + 1;
            if (!proven) {
                throw new IOException("the server shows a root %d that root %d does not prove: do not sign anything"
                        .formatted(before.version() + 1, before.version()));
            }
            trusted = candidate;
        }
        return trusted;
    }

    private static Optional<Signed<Root>> next(ControlPlaneClient server, Signed<Root> root) {
        return server.document(FILES + (root.body().version() + 1) + ".root.json")
                .map(bytes -> Signed.read(bytes, Root.class));
    }

    private static Optional<Signed<Targets>> targets(ControlPlaneClient server, KeyFolder folder, Root root)
            throws IOException {
        var version = version(server);
        var kept = folder.targets().map(signed -> signed.body().version()).orElse(0L);
        if (version < kept) {
            throw new IOException(
                    "the server shows targets %d, and %d was signed here: it was set back. Do not sign anything"
                            .formatted(version, kept));
        }
        if (version == 0) {
            return Optional.empty();
        }
        var targets = server.document(FILES + version + ".targets.json")
                .map(bytes -> Signed.read(bytes, Targets.class))
                .orElseThrow(() -> new IOException("the server does not show its targets " + version));
        if (!targets.isSignedBy(root.role(Metadata.TARGETS), root.keys())) {
            throw new IOException("the server shows targets %d that root %d does not prove: do not sign anything"
                    .formatted(version, root.version()));
        }
        return Optional.of(targets);
    }

    private static long version(ControlPlaneClient server) {
        for (var role : server.get("/trust").path("roles")) {
            if (role.path("role").asString().equals(Metadata.TARGETS)) {
                return role.path("version").asLong(0);
            }
        }
        return 0;
    }
}
