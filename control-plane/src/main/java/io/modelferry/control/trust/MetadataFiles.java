package io.modelferry.control.trust;

import java.util.Optional;

/** The repository's documents as they are served: names with versions, as TUF's consistent snapshots have them (TUF 6.2). */
public interface MetadataFiles {

    /** By its name, such as {@code timestamp.json} or {@code 3.targets.json}; empty for what is not there, or no longer. */
    Optional<MetadataFile> find(String name);

    /**
     * The newest root, which a new device begins with.
     *
     * @throws io.modelferry.control.platform.Refusal while people have not signed one yet
     */
    byte[] root();
}
