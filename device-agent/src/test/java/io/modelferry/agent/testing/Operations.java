package io.modelferry.agent.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The operations of a {@link FaultFs}, counted from 1, and which of them meet a fault. */
public final class Operations {

    /** What a disk can do to an operation. */
    public enum Fault {
        /** The device fails: no operation succeeds. */
        EIO,
        /** The disk is full: what would write succeeds in part or not at all. */
        ENOSPC,
        POWER_CUT
    }

    enum Kind {
        READS,
        WRITES,
        RENAMES,
        SYNCS
    }

    private final List<Kind> done = new ArrayList<>();
    private Fault fault = Fault.EIO;
    private int firstFaulty = Integer.MAX_VALUE;
    private int lastFaulty;
    private boolean off;

    /** Counts anew; operation {@code number} and so many after it meet the fault. */
    void fail(int number, int many, Fault with) {
        done.clear();
        fault = with;
        firstFaulty = number;
        lastFaulty = number + many - 1;
    }

    int count() {
        return done.size();
    }

    Kind kind(int number) {
        return done.get(number - 1);
    }

    /** @return what the operation must still do itself: half of a write, or the cut once it has happened */
    Fault begin(Kind kind) throws IOException {
        if (off) {
            throw new PowerCut();
        }
        done.add(kind);
        var number = done.size();
        var meets = number >= firstFaulty && number <= lastFaulty;
        if (!meets) {
            return null;
        }
        if (fault == Fault.EIO) {
            throw new IOException("Input/output error");
        }
        return fault;
    }

    void end(Fault met) {
        if (met == Fault.POWER_CUT) {
            off = true;
            throw new PowerCut();
        }
    }
}
