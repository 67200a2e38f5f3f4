package io.modelferry.house.planted.entities.other;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity of another room. */
@Entity
public class Neighbour {

    @Id
    private long id;

    public long id() {
        return id;
    }
}
