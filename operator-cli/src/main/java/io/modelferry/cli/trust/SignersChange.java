package io.modelferry.cli.trust;

import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.tuf.Key;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who comes, who goes, and how many of those who are left must sign.
 *
 * @param without names of holders; of a key that nobody was named for, how its id begins
 * @param roles for which they come and go: of {@link KeyFolder#HELD}
 * @param thresholds by role; where none stands it stays as it is
 */
record SignersChange(List<PublicKeys> with, List<String> without, Set<String> roles, Map<String, Integer> thresholds) {

    private static final int SHORTEST_ID = 8;

    SignersChange {
        with = List.copyOf(with);
        without = List.copyOf(without);
        roles = Set.copyOf(roles);
        thresholds = Map.copyOf(thresholds);
    }

    /**
     * The root that follows, which nobody has signed yet.
     *
     * @throws IllegalArgumentException if nothing changes, if who shall go is not there or who comes is, or if too few are left
     */
    Root after(Root before, Instant expires) {
        var changed = new HashMap<String, RoleKeys>();
        var left = new HashSet<String>();
        for (var role : KeyFolder.HELD) {
            var keys = keys(before, role, left);
            var threshold = thresholds.getOrDefault(role, before.role(role).threshold());
            requireEnough(role, keys.size(), threshold);
            var named = new RoleKeys(keys, threshold);
            if (!named.equals(before.role(role))) {
                changed.put(role, named);
            }
        }
        requireAllLeft(left);
        if (changed.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing changes: --with FILE, --without NAME, --root-threshold N or --targets-threshold N");
        }
        var come = with.stream().flatMap(one -> roles.stream().map(one::key)).toList();
        return holders(before).in(before.next(expires, changed, come));
    }

    private List<Key> keys(Root before, String role, Set<String> left) {
        var stay = before.role(role).keyids().stream()
                .filter(keyid -> !roles.contains(role) || !goes(before, keyid, left))
                .map(keyid -> Objects.requireNonNull(before.keys().get(keyid)))
                .toList();
        if (!roles.contains(role)) {
            return stay;
        }
        var all = new ArrayList<>(stay);
        var names = names(before, stay);
        for (var one : with) {
            if (all.contains(one.key(role)) || !names.add(one.name())) {
                throw new IllegalArgumentException(
                        "--with: '%s' signs %s already: one person signs once".formatted(one.name(), role));
            }
            all.add(one.key(role));
        }
        return List.copyOf(all);
    }

    private static Set<String> names(Root before, List<Key> keys) {
        var holders = KeyHolders.of(before);
        return keys.stream()
                .flatMap(key -> holders.of(key.id()).stream())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private boolean goes(Root before, String keyid, Set<String> left) {
        var name = KeyHolders.of(before).of(keyid);
        var who = without.stream()
                .filter(one -> name.map(one::equals).orElse(one.length() >= SHORTEST_ID && keyid.startsWith(one)))
                .toList();
        left.addAll(who);
        return !who.isEmpty();
    }

    private static void requireEnough(String role, int people, int threshold) {
        if (threshold < 1 || threshold > people) {
            throw new IllegalArgumentException(
                    "--%s-threshold: %d of %d people cannot be met".formatted(role, threshold, people));
        }
    }

    private void requireAllLeft(Set<String> left) {
        without.stream().filter(one -> !left.contains(one)).findFirst().ifPresent(nobody -> {
            throw new IllegalArgumentException("--without: nobody called '%s' signs %s".formatted(nobody, roles));
        });
    }

    private KeyHolders holders(Root before) {
        var holders = KeyHolders.of(before);
        for (var one : with) {
            for (var role : roles) {
                holders = holders.with(one.key(role).id(), one.name());
            }
        }
        return holders;
    }
}
