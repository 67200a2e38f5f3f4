package io.modelferry.control.registry.tombstone;

import io.modelferry.control.platform.Refusal;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** A pin is a shared lock on the version's row; a deletion takes the row for itself. */
@Component
class RowPins implements VersionPins {

    private final JdbcClient jdbc;
    private final Tombstones tombstones;

    RowPins(JdbcClient jdbc, Tombstones tombstones) {
        this.jdbc = jdbc;
        this.tombstones = tombstones;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public void pin(ModelName model, VersionName version) {
        if (!lock(model, version, "for key share")) {
            tombstones.find(model, version).ifPresent(tombstone -> {
                throw tombstone.refusal(HttpStatus.CONFLICT);
            });
            throw Refusal.invalid(
                    "unknown-version", "version: model '" + model + "' has no version '" + version + "'.");
        }
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean pinUnlessGoing(ModelName model, VersionName version) {
        return lock(model, version, "for key share skip locked");
    }

    private boolean lock(ModelName model, VersionName version, String how) {
        return jdbc.sql("select id from registry_model_version where model = ? and version = ? and deleted_at is null "
                        + how)
                .params(model.value(), version.value())
                .query(Long.class)
                .optional()
                .isPresent();
    }
}
