package io.modelferry.control.registry;

import io.modelferry.protocol.ModelName;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** A line of versions. Gives each the next release counter; two publications of one model take turns. */
@Entity
@Table(name = "registry_model")
class Model {

    @Id
    private String name;

    private long releases;

    @Version
    private long revision;

    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    Model() {}

    /** The next version of this line. */
    ModelVersion publish(NewVersion version, Instant at) {
        releases++;
        return new ModelVersion(new ModelName(name), version, releases, at);
    }
}
