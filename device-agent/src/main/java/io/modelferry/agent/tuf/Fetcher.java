package io.modelferry.agent.tuf;

import io.modelferry.agent.update.UpdateFailure;
import java.util.Optional;

/** Brings documents from a repository. Nothing that it brings is believed for that. */
@FunctionalInterface
public interface Fetcher {

    /**
     * @param file one quoted name below the repository's base, such as {@code 3.root.json}
     * @param mostBytes where reading ends at the latest
     * @return empty if the repository has no such file
     * @throws UpdateFailure NETWORK, also for more bytes than that, TIMEOUT or INTERRUPTED
     */
    Optional<byte[]> fetch(String file, int mostBytes) throws UpdateFailure;
}
