package io.modelferry.agent.testing;

/** What the end of a process leaves of what was not synced. */
public enum Loss {
    DROPS_ALL,
    KEEPS_ALL,
    /** Each rename, each new name and each sector by itself. */
    KEEPS_SOME,
    /** Names are kept; of a file's new bytes, those before some multiple of 512. */
    TEARS_AT_512_BYTES,
    /** Names are kept; files with bytes that were not synced are empty. */
    EMPTIES_FILES,
    /** No power cut: the process was killed, and the system forgets nothing yet. */
    ONLY_THE_PROCESS_ENDS
}
