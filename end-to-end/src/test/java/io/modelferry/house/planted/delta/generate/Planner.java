package io.modelferry.house.planted.delta.generate;

/** What a device must never carry. */
public final class Planner {

    public static int plan() {
        return 1;
    }
}
