package io.modelferry.agent.testing;

import io.modelferry.agent.update.DeviceState;
import io.modelferry.agent.update.Slots;
import io.modelferry.agent.update.UpdateFailure;
import io.modelferry.protocol.ProtocolJson;
import io.modelferry.protocol.report.FailureCode;

/** A state file that survives the test's agents; the power can go right before a chosen save or right after it. */
public final class InMemorySlots implements Slots {

    private byte[] saved = ProtocolJson.write(DeviceState.FRESH);
    private int saves;
    private int cutBefore = -1;
    private int cutAfter = -1;
    private boolean failing;

    @Override
    public DeviceState load() {
        return ProtocolJson.read(saved, DeviceState.class);
    }

    @Override
    public void save(DeviceState state) throws UpdateFailure {
        saves++;
        if (failing) {
            throw new UpdateFailure(FailureCode.STORAGE_FAILED, "the disk is full");
        }
        if (saves == cutBefore) {
            throw new PowerCut();
        }
        saved = ProtocolJson.write(state);
        if (saves == cutAfter) {
            throw new PowerCut();
        }
    }

    public int saves() {
        return saves;
    }

    public void cutBeforeSave(int number) {
        cutBefore = saves + number;
    }

    public void cutAfterSave(int number) {
        cutAfter = saves + number;
    }

    public void failing(boolean now) {
        failing = now;
    }
}
