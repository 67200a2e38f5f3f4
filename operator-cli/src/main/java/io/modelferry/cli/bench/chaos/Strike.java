package io.modelferry.cli.bench.chaos;

import io.modelferry.cli.demo.StruckFleet;
import java.io.IOException;
import java.time.Duration;

/** What is done to a control plane that runs. Healing is always the same: it starts again on what was left. */
enum Strike {
    /** {@code kill -9}; its database goes on without it. */
    KILLED {
        @Override
        void hit(StruckFleet fleet) {
            fleet.killControlPlane();
        }
    },
    /** The database goes first, in the middle of whatever was written; then the control plane, which cannot work any more. */
    DATABASE_GONE {
        @Override
        void hit(StruckFleet fleet) throws IOException {
            fleet.stopDatabaseAtOnce();
            fleet.killControlPlane();
        }
    };

    abstract void hit(StruckFleet fleet) throws IOException;

    /** @return from the start to readiness */
    Duration hitAndHeal(StruckFleet fleet) throws IOException {
        hit(fleet);
        return fleet.startControlPlane();
    }

    static Strike of(int point) {
        return values()[point % values().length];
    }
}
