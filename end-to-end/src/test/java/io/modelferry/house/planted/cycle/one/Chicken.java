package io.modelferry.house.planted.cycle.one;

import io.modelferry.house.planted.cycle.two.Egg;

/** Violates, together with {@link Egg}: two packages that need each other. */
public final class Chicken {

    public Egg lay() {
        return new Egg();
    }
}
