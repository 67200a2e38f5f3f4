package io.modelferry.cli.bench.chaos;

import io.modelferry.cli.demo.StruckFleet;
import java.io.IOException;
import java.time.Duration;

/** What is done to a fleet's servers while they work. Healing is always the same: what was struck starts again on what was left. */
enum Strike {
    /** {@code kill -9} of the control plane; its database goes on without it. */
    KILLED {
        @Override
        Duration hitAndHeal(StruckFleet fleet) throws IOException {
            fleet.killControlPlane();
            return fleet.startControlPlane();
        }
    },
    /** The database goes first, in the middle of whatever was written; then the control plane, which cannot work any more. */
    DATABASE_GONE {
        @Override
        Duration hitAndHeal(StruckFleet fleet) throws IOException {
            fleet.stopDatabaseAtOnce();
            fleet.killControlPlane();
            return fleet.startControlPlane();
        }
    },
    /** {@code kill -9} of a broker that is a process of its own: what it had not saved is gone, and all lines with it. */
    BROKER_GONE {
        @Override
        Duration hitAndHeal(StruckFleet fleet) throws IOException {
            return fleet.killBrokerAndStartIt();
        }
    };

    /** @return from the start to readiness */
    abstract Duration hitAndHeal(StruckFleet fleet) throws IOException;
}
