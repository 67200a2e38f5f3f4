package io.modelferry.agent.update;

import io.modelferry.agent.update.UpdateLife.Event;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.goal.Shadow;
import io.modelferry.protocol.report.FailureCode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Proven files that do not answer yet: their hour has not come, or they run in shadow of the one that answers. */
final class HeldBack {

    /** What became of one. */
    sealed interface Release {

        Errand errand();

        /** It goes on trial. */
        record Begin(Errand errand) implements Release {}

        /** It goes no further. */
        record GiveUp(Errand errand, FailureCode code, String detail) implements Release {}
    }

    /** @param shadowSince ticks when its shadow time began, null before */
    private record Held(Errand errand, @Nullable Long shadowSince) {}

    private final Ports ports;
    private final Ledger ledger;
    private final InstantSource time;
    private final Map<ModelName, Held> held = new HashMap<>();

    HeldBack(Ports ports, Ledger ledger, InstantSource time) {
        this.ports = ports;
        this.ledger = ledger;
        this.time = time;
    }

    boolean holds(ModelName model) {
        return held.containsKey(model);
    }

    /** Takes a proven file in; {@link #release} gives it back, at once if nothing holds it. */
    void take(Errand errand) {
        held.put(errand.model(), new Held(errand, null));
        var until = errand.wanted().delivery().activateAt();
        if (until != null && time.instant().isBefore(until)) {
            errand.journey().step(Event.HELD_BACK, "waits until " + until);
        }
    }

    /** Time has passed. Those given back are held no longer. */
    List<Release> release() {
        var released = new ArrayList<Release>();
        for (var one : List.copyOf(held.values())) {
            var release = look(one);
            if (release != null) {
                held.remove(one.errand().model());
                released.add(release);
            }
        }
        return released;
    }

    private @Nullable Release look(Held one) {
        var until = one.errand().wanted().delivery().activateAt();
        if (until != null && time.instant().isBefore(until)) {
            return null;
        }
        var plan = one.errand().wanted().probation().shadow();
        var nothingBesideIt = ledger.state().slots(one.errand().model()).active() == null;
        if (plan == null || nothingBesideIt) {
            return new Release.Begin(one.errand());
        }
        return one.shadowSince() == null ? beginShadow(one.errand(), plan) : judge(one, plan, one.shadowSince());
    }

    private @Nullable Release beginShadow(Errand errand, Shadow plan) {
        try {
            ports.host().beginShadow(errand.model(), errand.slot(), plan);
        } catch (UpdateFailure e) {
            return new Release.GiveUp(errand, e.code(), e.detail());
        }
        held.put(errand.model(), new Held(errand, ports.ticks().nanos()));
        errand.journey().step(Event.HELD_BACK, "in shadow: sees %.0f %% of inputs".formatted(100 * plan.share()));
        return null;
    }

    private @Nullable Release judge(Held one, Shadow plan, long since) {
        var compared = ports.host().compared(one.errand().model());
        return switch (ShadowVerdict.of(plan, compared, ports.ticks().since(since))) {
            case ShadowVerdict.GoOn() -> null;
            case ShadowVerdict.Begin() -> new Release.Begin(one.errand());
            case ShadowVerdict.GiveUp(var why) -> new Release.GiveUp(one.errand(), FailureCode.UNHEALTHY, why);
        };
    }

    /** A newer goal, or a clean stop; whoever calls takes care of the journeys. */
    void letGoOfAll() {
        for (var model : List.copyOf(held.keySet())) {
            ports.host().endShadow(model);
            held.remove(model);
            ledger.learn(model, slots -> slots.trying(null)); // it was left, and took nothing down
        }
    }
}
