package io.modelferry.house.planted.cycle.two;

import io.modelferry.house.planted.cycle.one.Chicken;

/** The other half of the cycle. */
public final class Egg {

    public Chicken hatch() {
        return new Chicken();
    }
}
