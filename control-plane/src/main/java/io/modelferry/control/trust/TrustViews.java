package io.modelferry.control.trust;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.platform.ModelferryConfiguration.Trust.Place;
import io.modelferry.control.security.KeyFiles;
import io.modelferry.control.security.Signers;
import io.modelferry.control.trust.MetadataRows.Standing;
import io.modelferry.control.trust.TrustView.RoleView;
import io.modelferry.protocol.key.SigningKey;
import io.modelferry.protocol.trust.GoalKeys;
import io.modelferry.protocol.trust.KeyHolders;
import io.modelferry.protocol.tuf.Delegations;
import io.modelferry.protocol.tuf.Metadata;
import io.modelferry.protocol.tuf.RoleKeys;
import io.modelferry.protocol.tuf.Root;
import io.modelferry.protocol.tuf.Signed;
import io.modelferry.protocol.tuf.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Tells people how the repository stands. */
@Service
@Transactional(readOnly = true)
class TrustViews {

    private final MetadataRows rows;
    private final TargetRows targets;
    private final SigningDesk signing;
    private final KeyFiles keys;
    private final Signers signers;
    private final ObjectProvider<RetainedGoals> goals;
    private final Place place;

    TrustViews(
            MetadataRows rows,
            TargetRows targets,
            SigningDesk signing,
            KeyFiles keys,
            Signers signers,
            ObjectProvider<RetainedGoals> goals,
            ModelferryConfiguration configuration) {
        this.rows = rows;
        this.targets = targets;
        this.signing = signing;
        this.keys = keys;
        this.signers = signers;
        this.goals = goals;
        this.place = configuration.trust().targets();
    }

    TrustView view() {
        var kept = goals.getIfAvailable();
        return new TrustView(
                place.name().toLowerCase(Locale.ROOT),
                targets.waiting().size(),
                roles(),
                onlineKeys(),
                signing.all(),
                kept == null ? null : kept.signedBy(signers.goalKey().id()));
    }

    private List<RoleView> roles() {
        var standings = rows.standings().stream().collect(Collectors.toMap(Standing::role, Function.identity()));
        var root = rows.newest(Metadata.ROOT, Root.class).map(Signed::body);
        var holders = root.map(KeyHolders::of).orElse(new KeyHolders(Map.of()));
        var views = new ArrayList<RoleView>();
        root.ifPresent(body -> Metadata.TOP_LEVEL.forEach(
                role -> views.add(view(role, standings.get(role), body.role(role), holders))));
        rows.newest(Metadata.TARGETS, Targets.class)
                .map(current -> current.body().delegations())
                .map(Delegations::roles)
                .orElse(List.of())
                .forEach(role -> views.add(view(role.name(), standings.get(role.name()), role.keys(), holders)));
        return List.copyOf(views);
    }

    private RoleView view(String role, @Nullable Standing standing, RoleKeys named, KeyHolders holders) {
        var names = new TreeMap<String, String>();
        named.keyids().forEach(keyid -> holders.of(keyid).ifPresent(name -> names.put(keyid, name)));
        return new RoleView(
                role,
                standing == null ? null : (Long) standing.version(),
                standing == null ? null : standing.signed(),
                standing == null ? null : standing.expires(),
                named.keyids(),
                names,
                named.threshold(),
                place == Place.OFFLINE && Upkeep.WITH_PEOPLE.contains(role) ? "people" : "server");
    }

    private Map<String, String> onlineKeys() {
        var all = new TreeMap<String, String>();
        Stream.of(Metadata.SNAPSHOT, Metadata.TIMESTAMP, NextTargets.DELTAS)
                .forEach(role -> all.put(role, newest(role).publicHalf().encoded()));
        all.put(GoalKeys.ROLE, signers.nextGoalKey().encoded());
        return all;
    }

    private SigningKey newest(String role) {
        return keys.hasNext(role) ? keys.nextOf(role) : keys.of(role);
    }
}
