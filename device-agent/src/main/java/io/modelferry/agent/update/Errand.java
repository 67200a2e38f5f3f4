package io.modelferry.agent.update;

import io.modelferry.agent.update.ModelSlots.Slot;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.DesiredModel;
import io.modelferry.protocol.goal.DesiredState;

/** One model of one goal, on its way. */
record Errand(DesiredState goal, DesiredModel wanted, Journey journey, Cancellation cancellation) {

    ModelName model() {
        return wanted.model();
    }

    Slot slot() {
        return new Slot(wanted.digest(), wanted.version(), wanted.variant());
    }
}
