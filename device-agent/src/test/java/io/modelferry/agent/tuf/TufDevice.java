package io.modelferry.agent.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.agent.testing.FaultFs;
import io.modelferry.agent.testing.MovedClock;
import io.modelferry.agent.testing.TufRepository;
import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import java.nio.file.Path;

/** A device with a disk in memory that trusts the first root of a repository in memory. */
final class TufDevice {

    static final Path FOLDER = Path.of("/data/trust");

    final TufRepository repository;
    final MovedClock clock = new MovedClock();
    FaultFs disk = new FaultFs(FOLDER.getParent());
    Limits limits = Limits.USUAL;

    TufDevice(TufRepository repository) throws Exception {
        this.repository = repository;
        MetadataStore.open(disk, FOLDER).keep(Metadata.ROOT, repository.bytes(Metadata.ROOT));
    }

    Refreshed refresh() throws Exception {
        return refresh(repository);
    }

    Refreshed refresh(Fetcher fetcher) throws Exception {
        repository.requests.clear();
        return new Refresh(MetadataStore.open(disk, FOLDER), fetcher, limits, clock).run();
    }

    /** The next refresh is refused for this reason under this clause, and what was kept of the role before is still kept. */
    void refuses(String clause, Reason reason, String role) {
        var before = kept(role);

        var refused = catchThrowableOfType(MetadataRefused.class, this::refresh);

        assertThat(refused).as("nothing was refused").isNotNull();
        assertThat(refused)
                .extracting(MetadataRefused::clause, MetadataRefused::reason)
                .containsExactly(clause, reason);
        assertThat(kept(role)).as("kept of %s", role).isEqualTo(before);
    }

    /** As it lies on the disk; null if it does not. */
    byte[] kept(String role) {
        return disk.peek(FOLDER.resolve(Names.quoted(role) + ".json")).orElse(null);
    }

    /** 0 if none is kept. */
    long version(String role) {
        var bytes = kept(role);
        return bytes == null ? 0 : Signed.read(bytes, Metadata.class).body().version();
    }

    Root root() {
        return Signed.read(kept(Metadata.ROOT), Root.class).body();
    }
}
