package io.modelferry.control.registry.alias;

import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.alias.Aliases.Move;
import io.modelferry.control.registry.alias.AskedMove.State;
import io.modelferry.control.security.OtherEyes;
import io.modelferry.control.security.Persons;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Hears the second person. A word holds the model's row first, as every move does, then the row of what waits. */
@Service
@Transactional
class ApprovalDesk implements AliasApprovals {

    private final AliasRows aliases;
    private final AliasDesk desk;
    private final AskedMoves moves;
    private final AskedRows rows;
    private final Persons persons;

    ApprovalDesk(AliasRows aliases, AliasDesk desk, AskedMoves moves, AskedRows rows, Persons persons) {
        this.aliases = aliases;
        this.desk = desk;
        this.moves = moves;
        this.rows = rows;
        this.persons = persons;
    }

    @Override
    @Transactional(readOnly = true)
    public List<AskedMove> of(ModelName model, int limit) {
        return rows.newest(model, limit);
    }

    @Override
    public Move approve(ModelName model, VersionName alias, Word word) {
        var asked = waiting(model, alias, word);
        OtherEyes.require(persons, asked.requestedBy(), "asked for this move", word.actor());
        moves.decide(asked, State.APPROVED, word);
        return desk.carryOut(asked, word.actor());
    }

    @Override
    public AskedMove deny(ModelName model, VersionName alias, Word word) {
        return moves.decide(waiting(model, alias, word), State.DENIED, word);
    }

    private AskedMove waiting(ModelName model, VersionName alias, Word word) {
        if (!aliases.hold(model)) {
            throw Refusal.notFound("model", model);
        }
        return moves.waiting(model, alias, word.request());
    }
}
