package io.modelferry.control.registry.alias;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.ReservedNames;
import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.control.registry.tombstone.Tombstones;
import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What aliases mean to the rest of the house: which version a name stands for, which names are taken, which versions must stay. */
@Service
@Transactional(readOnly = true)
class AliasedNames implements VersionNames, ReservedNames, VersionHolder {

    private final AliasRows rows;
    private final Tombstones tombstones;

    AliasedNames(AliasRows rows, Tombstones tombstones) {
        this.rows = rows;
        this.tombstones = tombstones;
    }

    @Override
    public VersionName resolve(ModelName model, VersionName name) {
        var version = rows.newest(model, name).map(Move::version).orElse(name);
        tombstones.find(model, version).ifPresent(tombstone -> {
            throw tombstone.refusal(HttpStatus.GONE);
        });
        return version;
    }

    /** A version must not take the name of an alias that is in force or was: history would read wrong. */
    @Override
    public Optional<Refusal> reserved(ModelName model, VersionName name) {
        return rows.newest(model, name)
                .map(move -> Refusal.conflict(
                        "name-is-an-alias",
                        "'%s' is an alias of %s since %s: publish under another name."
                                .formatted(name, model, move.at())));
    }

    @Override
    public List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        return rows.standing(model, AliasRows.EVER).stream()
                .filter(move -> version.equals(move.version()))
                .map(move -> new Hold(Kind.ALIAS, "alias " + move.alias() + " points at it"))
                .toList();
    }
}
