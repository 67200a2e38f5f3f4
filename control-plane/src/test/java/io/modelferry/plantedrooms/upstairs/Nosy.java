package io.modelferry.plantedrooms.upstairs;

import io.modelferry.plantedrooms.cellar.internal.Secret;
import io.modelferry.plantedrooms.downstairs.Neighbour;

/** Violates its sign and a closed door. */
public final class Nosy {

    public int look(Neighbour neighbour, Secret secret) {
        return neighbour.hashCode() + secret.hashCode();
    }
}
