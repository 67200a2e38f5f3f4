package io.modelferry.agent.inference;

import io.modelferry.agent.inference.Sessions.Opened;
import io.modelferry.agent.update.ModelSlots.Slot;

/** A session that answers, and what its file has done so far. */
record ServedModel(Slot slot, Opened opened, Tally tally) {

    LeasedSession session() {
        return opened.session();
    }
}
