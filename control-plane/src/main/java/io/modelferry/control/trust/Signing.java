package io.modelferry.control.trust;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A document that some have signed and others have still to.
 *
 * @param role {@code root} or {@code targets}
 * @param since its first signature came
 * @param quorums each of which must be met; a root has two if its keys are others: the keys before it, and its own
 * @param words who has signed and who is missing, for people
 */
record Signing(String role, long version, Instant since, List<Quorum> quorums, String words) {

    Signing {
        quorums = List.copyOf(quorums);
    }

    static Signing of(String role, long version, Instant since, List<Quorum> quorums) {
        return new Signing(role, version, since, quorums, words(quorums));
    }

    static String words(List<Quorum> quorums) {
        return quorums.size() == 1
                ? quorums.getFirst().words()
                : quorums.stream()
                        .map(quorum -> "keys of %s: %s".formatted(quorum.by(), quorum.words()))
                        .collect(Collectors.joining("; "));
    }
}
