package io.modelferry.agent.tuf;

import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.tuf.MetaFile;
import io.modelferry.protocol.tuf.Metadata;
import java.util.Optional;

/** What is asked of the repository, under which name and how much of it. */
record Documents(Fetcher fetcher, Limits limits) {

    /** 5.3.3: empty if there is no newer root. */
    Optional<byte[]> root(long version) throws UpdateFailure, MetadataRefused {
        return within("5.3.3", Metadata.ROOT, version + ".root.json", limits.rootBytes());
    }

    /** 5.4.1. */
    byte[] timestamp() throws UpdateFailure, MetadataRefused {
        return need(
                "5.4.1",
                Metadata.TIMESTAMP,
                within("5.4.1", Metadata.TIMESTAMP, "timestamp.json", limits.timestampBytes()));
    }

    /** 5.5.1. */
    byte[] snapshot(MetaFile listed, boolean consistent) throws UpdateFailure, MetadataRefused {
        return listed("5.5.1", Metadata.SNAPSHOT, listed, consistent, limits.snapshotBytes());
    }

    /** 5.6.1. */
    byte[] targets(String role, MetaFile listed, boolean consistent) throws UpdateFailure, MetadataRefused {
        return listed("5.6.1", role, listed, consistent, limits.targetsBytes());
    }

    private byte[] listed(String clause, String role, MetaFile listed, boolean consistent, int most)
            throws UpdateFailure, MetadataRefused {
        var length = listed.length();
        if (length != null && length > most) {
            throw new MetadataRefused(
                    clause, role, Reason.TOO_LONG, "%d bytes are listed, %d are the most".formatted(length, most));
        }
        var name = Names.quoted(role);
        var file = consistent ? listed.version() + "." + name + ".json" : name + ".json";
        return need(clause, role, within(clause, role, file, length == null ? most : length.intValue()));
    }

    /** The fetcher stops there as well; but it is not what decides. */
    private Optional<byte[]> within(String clause, String role, String file, int most)
            throws UpdateFailure, MetadataRefused {
        var bytes = fetcher.fetch(file, most);
        if (bytes.isPresent() && bytes.get().length > most) {
            throw new MetadataRefused(clause, role, Reason.TOO_LONG, "more than " + most + " bytes");
        }
        return bytes;
    }

    private static byte[] need(String clause, String role, Optional<byte[]> bytes) throws MetadataRefused {
        return bytes.orElseThrow(
                () -> new MetadataRefused(clause, role, Reason.ABSENT, "the repository does not have it"));
    }
}
