package io.modelferry.agent.testing;

import io.modelferry.agent.update.EventLog;
import io.modelferry.protocol.report.FailureCode;
import io.modelferry.protocol.report.UpdateState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/** Keeps every step for the test to look at. */
public final class ToldEvents implements EventLog {

    private final List<Step> steps = new ArrayList<>();
    private Consumer<Step> onRecord = _ -> {};

    @Override
    public void record(Step step) {
        steps.add(step);
        onRecord.accept(step);
    }

    public void onRecord(Consumer<Step> hook) {
        onRecord = hook;
    }

    public List<Step> steps() {
        return steps;
    }

    public List<UpdateState> states() {
        return steps.stream().map(Step::state).toList();
    }

    public Step last() {
        return steps.getLast();
    }

    public List<FailureCode> failures() {
        return steps.stream().map(Step::failure).filter(Objects::nonNull).toList();
    }

    public void forget() {
        steps.clear();
    }

    @Override
    public void acknowledged(UUID boot, long upToSeq) {}

    @Override
    public void resend() {}

    @Override
    public boolean hasRoom() {
        return true;
    }
}
