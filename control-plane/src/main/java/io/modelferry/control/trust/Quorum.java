package io.modelferry.control.trust;

import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.tuf.Root;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many of those who may have signed, of how many that must.
 *
 * @param by whose word counts: {@code root 3} is what root 3 says of the role
 * @param missing who may and has not; some of them are enough
 */
public record Quorum(String by, int needed, List<Holder> signed, List<Holder> missing) {

    private static final int SHOWN = 16;

    public Quorum {
        signed = List.copyOf(signed);
        missing = List.copyOf(missing);
    }

    /** @param name null for a key that nobody was named for */
    public record Holder(String keyid, @Nullable String name) {

        private String words() {
            return name == null ? keyid.substring(0, Math.min(SHOWN, keyid.length())) : name;
        }
    }

    /** @param signers ids of keys that have signed */
    static Quorum of(Root root, String role, Set<String> signers) {
        var holders = KeyHolders.of(root);
        var all = root.role(role).keyids().stream()
                .map(keyid -> new Holder(keyid, holders.of(keyid).orElse(null)))
                .collect(Collectors.partitioningBy(holder -> signers.contains(holder.keyid())));
        return new Quorum(
                "root " + root.version(),
                root.role(role).threshold(),
                all.getOrDefault(true, List.of()),
                all.getOrDefault(false, List.of()));
    }

    public boolean met() {
        return signed.size() >= needed;
    }

    /** Such as {@code 1 of 2 signatures: ann; missing: bob}. */
    public String words() {
        var had = signed.isEmpty() ? "" : ": " + names(signed, ", ");
        var wanted =
                met() ? "" : "; missing: " + names(missing, missing.size() > needed - signed.size() ? " or " : ", ");
        return "%d of %d signatures%s%s".formatted(signed.size(), needed, had, wanted);
    }

    private static String names(List<Holder> holders, String between) {
        return holders.stream().map(Holder::words).collect(Collectors.joining(between));
    }
}
