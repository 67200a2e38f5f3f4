package io.modelferry.house.planted.entities;

import io.modelferry.house.planted.entities.other.Neighbour;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.springframework.beans.factory.annotation.Autowired;

/** Violates: an association into another room, and an injected field. */
@Entity
class Reaching {

    @Id
    private long id;

    @ManyToOne
    private Neighbour neighbour;

    @Autowired
    private transient Runnable injected;
}
