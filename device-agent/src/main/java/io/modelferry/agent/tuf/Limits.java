package io.modelferry.agent.tuf;

/**
 * How much a repository may make this device fetch and look at before anything is proven. The specification leaves these numbers
 * to the application (5.3.3, 5.4.1, 5.5.1, 5.6.1, 5.6.7.1).
 *
 * @param rootBytes longest root document
 * @param roots most root documents in one refresh; the next refresh goes on
 * @param timestampBytes longest timestamp document
 * @param snapshotBytes longest snapshot document, also where the timestamp allows more
 * @param targetsBytes longest targets document, also where the snapshot allows more
 * @param delegatedRoles most delegated roles in the search for one target
 */
public record Limits(
        int rootBytes, int roots, int timestampBytes, int snapshotBytes, int targetsBytes, int delegatedRoles) {

    /** For a fleet's repository: ten thousand targets take 3 to 5 MiB. */
    public static final Limits USUAL = new Limits(512 << 10, 256, 16 << 10, 2 << 20, 32 << 20, 32);
}
